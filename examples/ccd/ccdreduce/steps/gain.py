"""From ADU to electrons, with the variance of each pixel."""

from stepconfig import ChoiceField, RangeField, Step, StepConfig

from ..flags import Flag
from ..frame import Frame
from ..noise import find_saturated, to_electrons, variance_plane


class GainConfig(StepConfig):
    """Parameters of the conversion to electrons."""

    gain: RangeField[float | None] = RangeField(
        "Electrons for one ADU; None takes GAIN from the header.",
        dtype=float,
        optional=True,
        min=0.0,
        inclusiveMin=False,
        unit="electron / ADU",
    )
    read_noise: RangeField[float | None] = RangeField(
        "Noise of one read-out; None takes it from where read_noise_source says.",
        dtype=float,
        optional=True,
        min=0.0,
        unit="electron",
    )
    read_noise_source: ChoiceField[str] = ChoiceField(
        "Where the read noise comes from when none is given.",
        dtype=str,
        allowed={
            "header": "RDNOISE of the header",
            "overscan": "the scatter of this frame's overscan pixels",
        },
        default="header",
        optional=False,
    )
    saturation: RangeField[float] = RangeField(
        "Pixels at or above this level over the overscan are flagged as saturated.",
        dtype=float,
        default=60000.0,
        min=0.0,
        inclusiveMin=False,
        unit="ADU",
    )
    dtype: ChoiceField[str] = ChoiceField(
        "Type of the pixels from here on.",
        dtype=str,
        allowed={"float32": "single precision, seven digits", "float64": "double precision"},
        default="float32",
        optional=False,
    )


class GainStep(Step):
    """Convert ADU to electrons and give each pixel its variance: photons, read noise, zero level."""

    ConfigClass = GainConfig
    config: GainConfig
    class_alias = "gain"

    def process(self, frame: Frame) -> Frame:
        """Return the frame in electrons with its variance plane."""
        gain = self._gain(frame)
        read_noise = self._read_noise(frame, gain)
        self.log.info("gain %.3f electron/ADU, read noise %.2f electron", gain, read_noise)
        data = to_electrons(frame.data, gain, self.config.dtype)
        level_variance = 0.0 if frame.variance is None else gain**2 * frame.variance
        saturated = find_saturated(frame.data, self.config.saturation)
        measured = {"gain_electron_per_adu": gain, "read_noise_electron": read_noise}
        variance = variance_plane(data, read_noise, level_variance)
        return frame.changed(measured, data=data, variance=variance).with_flag(saturated, Flag.SATURATED)

    def _gain(self, frame: Frame) -> float:
        return frame.number("GAIN") if self.config.gain is None else self.config.gain

    def _read_noise(self, frame: Frame, gain: float) -> float:
        if self.config.read_noise is not None:
            return self.config.read_noise
        if self.config.read_noise_source == "overscan":
            return gain * frame.measured("overscan_scatter_adu", "overscan")
        return frame.number("RDNOISE")
