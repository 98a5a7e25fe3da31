"""For the reader: the ten longest files and functions, and the middle ones. Forbids nothing."""

import ast
import subprocess
from pathlib import Path
from statistics import median, quantiles

LEFT_OUT = ("migrations", "tests")


def functions(file: Path) -> list[tuple[int, str]]:
    """Length and name of every function in `file`."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((node.end_lineno or node.lineno) - node.lineno + 1, f"{file}:{node.name}") for node in found]


def show(what: str, sizes: list[tuple[int, str]]) -> None:
    lengths = [size for size, _ in sizes]
    most = quantiles(lengths, n=10)[-1]
    print(f"{what}: {len(sizes)}, median {median(lengths):.0f} lines, 90 % up to {most:.0f}")
    for size, name in sorted(sizes, reverse=True)[:10]:
        print(f"  {size:4}  {name}")


def main() -> None:
    names = subprocess.run(["git", "ls-files", "*.py"], capture_output=True, text=True, check=True).stdout
    files = [Path(name) for name in names.splitlines() if not set(LEFT_OUT) & set(Path(name).parts)]
    files = [file for file in files if file.exists() and file.stat().st_size]
    show("Files", [(len(file.read_text(encoding="utf-8").splitlines()), str(file)) for file in files])
    show("Functions", [function for file in files for function in functions(file)])


if __name__ == "__main__":
    main()
