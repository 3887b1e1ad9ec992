"""Steps that need reference files, a model with a header, and a folder of references."""

from pathlib import Path

from stepconfig import Field, Pipeline, Step, StepConfig

RULES = """\
references:
  flat: [{match: {band: R}, file: flat.fits}]
  dark: [{file: N/A}]
  area: [{file: area.fits}]
  pars-flatstep: [{match: {band: R}, file: flatstep.yaml}]
  pars-outerpipeline: [{match: {band: R}, file: outer.yaml}]
"""
FILES = {
    "rules.yaml": RULES,
    "flat.fits": "",
    "area.fits": "",
    "other.fits": "",
    "flatstep.yaml": "parameters: {level: 2.0, label: step, newest: 1}\n",
    "outer.yaml": "parameters: {suffix: red}\nsteps: {inner: {steps: {flat: {parameters: {level: 3.0}}}}}\n",
}


def write_references(folder):
    """Write a folder of references, and return it."""
    for name, content in FILES.items():
        (Path(folder) / name).write_text(content)
    return folder


class Frame:
    """A model with a header."""

    crds_observatory = "here"

    def __init__(self, **header):
        self.header = header
        self.is_closed = False

    def get_crds_parameters(self):
        return self.header

    def save(self, path):
        Path(path).write_text("frame")
        return path

    def close(self):
        self.is_closed = True


class NamedFrame(Frame):
    """A model that says what stands for it in records."""

    def override_handle(self):
        return "override://frame"


class FlatConfig(StepConfig):
    """Parameters of the flat field."""

    level = Field("What the flat field is multiplied with.", float, 1.0)
    label = Field("Name of the flat field.", str, optional=True)


class FlatStep(Step):
    """Divide by the flat field."""

    ConfigClass = FlatConfig
    reference_file_types = ["flat", "dark"]
    opened = ()

    def process(self, frame):
        self.got = {each: self.get_reference_file(frame, each) for each in self.reference_file_types}
        self.used = dict(iter(self._run.reference_files))
        return frame

    @classmethod
    def _datamodels_open(cls, path):
        if not Path(path).exists():
            raise FileNotFoundError(f"no file {path}")
        frame = Frame(band=Path(path).read_text())
        cls.opened = (*cls.opened, frame)
        return frame

    def open_model(self, path):
        return self._datamodels_open(path)


class AreaStep(Step):
    """Multiply with the area of the pixels."""

    reference_file_types = ("area",)

    def process(self, frame):
        self.get_reference_file(frame, "area")
        return frame


class InnerPipeline(Pipeline):
    """A pipeline inside of another."""

    step_defs = {"flat": FlatStep, "area": AreaStep}

    def process(self, frame):
        frame = self.area.run(self.flat.run(frame))
        self.used = dict(iter(self._run.reference_files))
        return frame


class OuterPipeline(Pipeline):
    """A pipeline with a pipeline and a step that needs nothing."""

    step_defs = {"inner": InnerPipeline, "again": AreaStep}

    def process(self, frame):
        return self.again.run(self.inner.run(frame))

    @classmethod
    def _datamodels_open(cls, path):
        return FlatStep._datamodels_open(path)

    def open_model(self, path):
        return self._datamodels_open(path)
