"""Work through models that need much more memory than the process is allowed, in a process of its own."""

import os
import resource
import sys

import numpy as np

from stepconfig import ModelLibrary, NumpyModel, Step

LIMIT = 320 * 2**20
COUNT = 100
NUMBERS = 10 * 2**20 // 8


class AddStep(Step):
    """Adds one to every model of a library."""

    class_alias = "add"

    def process(self, library):
        with library:
            for index, model in enumerate(library):
                model.data += 1
                library.shelve(model, index)
                del model
        return library


def main(folder, on_disk):
    """Make the models as they are taken, run a step on them, and add them all up."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    models = (NumpyModel(np.full(NUMBERS, float(number))) for number in range(COUNT))
    library = ModelLibrary(models, on_disk=on_disk, temp_directory=folder)
    AddStep().run(library)
    total = sum(library.map_function(lambda model, index: model.data.mean(), modify=False))
    (kept,) = os.listdir(folder)
    size = sum(len(files) for _, _, files in os.walk(os.path.join(folder, kept)))
    library.close()
    print(total, size, len(os.listdir(folder)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] == "on disk")
