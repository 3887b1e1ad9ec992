"""Pipeline: a step made of steps, whose configs hang in its own under ``steps``."""

from __future__ import annotations

from typing import Any, ClassVar

from ..config import Config, ConfigMeta
from ..names import type_name
from ..nested import ConfigField
from .attributes import add_parameters
from .class_check import check_step_names
from .config import PipelineConfig, shown_as
from .step import Step

__all__ = ["Pipeline"]


class Pipeline(Step):
    """A step that runs other steps.

    A subclass names its steps and says in which order data goes through them::

        class ReducePipeline(Pipeline):
            step_defs = {"overscan": OverscanStep, "detect": DetectStep}

            def process(self, image):
                image = self.overscan.run(image)
                return self.detect.run(image)

    Its ``ConfigClass`` is made from the one that it names (by default `PipelineConfig`) with one field
    more, ``steps``, which holds the config of each step: one tree, with one history.

    Parameters
    ----------
    name, config, config_file, parent, **keywords
        As for `Step`; the parameters of a step are ``steps={"detect": {"threshold": 4}}``.
    """

    ConfigClass: ClassVar[type[Any]] = PipelineConfig
    """Class of the pipeline's own parameters."""

    step_defs: ClassVar[dict[str, type[Step]]] = {}
    """The classes of the steps by the names under which the pipeline has them."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        check_step_names(cls, Step)
        cls.ConfigClass = _with_steps(cls)
        add_parameters(cls)

    def __init__(self, name: str | None = None, **keywords: Any) -> None:
        super().__init__(name, **keywords)
        for step_name, step_class in self.step_defs.items():
            config = getattr(self.config.steps, step_name)
            object.__setattr__(self, step_name, step_class(step_name, config=config, parent=self))

    def __getstate__(self) -> dict[str, Any]:
        """The state with those of its steps, whose configs are in the pipeline's own."""
        state = super().__getstate__()
        steps = {name: state.pop(name) for name in self.step_defs}
        state["step_states"] = {
            name: (type(step), {**step.__getstate__(), "config": None, "parent": None})
            for name, step in steps.items()
        }
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        steps = state.pop("step_states")
        super().__setstate__(state)
        for name, (step_class, step_state) in steps.items():
            step = vars(self)[name] = step_class.__new__(step_class)
            step.__setstate__({**step_state, "config": getattr(self.config.steps, name), "parent": self})

    @property
    def reference_file_types(self) -> list[str]:
        """The types of reference files that the steps need, those apart that are skipped."""
        types = (each for step in self._unskipped_steps() for each in step.reference_file_types)
        return list(dict.fromkeys(types))

    def _is_fixed(self, name: str) -> bool:
        return name in self.step_defs or super()._is_fixed(name)

    def get_pars(self, full_spec: bool = True) -> dict[str, Any]:
        pars = super().get_pars(full_spec)
        pars["steps"] = {name: getattr(self, name).get_pars(full_spec) for name in self.step_defs}
        return pars


def _with_steps(cls: type[Pipeline]) -> type[Config]:
    """The pipeline's ConfigClass with the field ``steps``."""
    base = cls.ConfigClass
    place = {"__module__": cls.__module__}
    fields: dict[str, Any] = {
        name: ConfigField(_first_paragraph(step_class) or f"Parameters of {name}.", step_class.ConfigClass)
        for name, step_class in cls.step_defs.items()
    }
    doc = f"Parameters of the steps of {cls.__name__}."
    steps: Any = ConfigMeta(
        "StepsConfig",
        (Config,),
        {
            **place,
            **fields,
            "__doc__": doc,
            "__qualname__": f"{cls.__qualname__}.ConfigClass.StepsConfig",
            "_shown_as": type_name(cls),
        },
    )
    namespace: dict[str, Any] = {
        **place,
        "__doc__": _first_paragraph(base) or f"Parameters of {type_name(cls)}.",
        "__qualname__": f"{cls.__qualname__}.ConfigClass",
        "_shown_as": shown_as(cls, base),
        "StepsConfig": steps,
        "steps": ConfigField(doc, steps),
    }
    made: Any = ConfigMeta("ConfigClass", (base,), namespace)
    return made  # type: ignore[no-any-return]


def _first_paragraph(cls: type[Any]) -> str:
    """The beginning of a class's doc; empty if there is none but the page of a config's fields."""
    doc = (cls.__doc__ or "").strip()
    return "" if doc.startswith("Fields\n---") else " ".join(doc.split("\n\n")[0].split())
