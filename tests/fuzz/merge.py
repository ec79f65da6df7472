#!/usr/bin/python3
"""Makes the corpus of the repository from it and from folders of new inputs (run.py --keep): the fewest that together reach
what all of them reach, at most 300 of a target. merge.py FOLDER [target ...]"""
import shutil
import sys
import tempfile
from pathlib import Path

import fuzzing

FILES_MAX = 300


def merge(target, new):
    corpus = fuzzing.HERE / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as merged:
        folders = [str(corpus)] + ([str(new)] if new.is_dir() else [])
        run = fuzzing.start(target, [*fuzzing.options(target), "-set_cover_merge=1", merged, *folders])
        files = sorted(Path(merged).iterdir(), key=lambda f: f.stat().st_size)
        if run.status != 0 or not files:
            print("\n".join(run.why()))
            sys.exit(f"{target}: nothing was merged")
        if len(files) > FILES_MAX:
            print(f"{target}: {len(files) - FILES_MAX} of the longest left out")
        shutil.rmtree(corpus)
        corpus.mkdir()
        for file in files[:FILES_MAX]:
            shutil.copyfile(file, corpus / file.name[:16])
    sizes = [f.stat().st_size for f in corpus.iterdir()]
    print(f"{target}: {len(sizes)} inputs, {sum(sizes)} bytes")


if __name__ == "__main__":
    for name in sys.argv[2:] or fuzzing.targets():
        merge(name, Path(sys.argv[1]) / name)
