"""Which Python is taken, and what is said when there is none."""

from __future__ import annotations

from setup_project import Project

SHOW = 'choose_pythons; echo "$(basename "$ENGINE_PYTHON") $(basename "$DESK_PYTHON")"'


def test_one_3_11_serves_both(project: Project) -> None:
    for version in ("3.10", "3.11", "3.12"):
        project.add_python(version)
    assert project.shell(SHOW).stdout == "python3.11 python3.11\n"


def test_the_engine_runs_on_3_10_beside_a_newer_desk(project: Project) -> None:
    project.add_python("3.10")
    project.add_python("3.12")
    assert project.shell(SHOW).stdout == "python3.10 python3.12\n"


def test_3_10_alone_does_not_do(project: Project) -> None:
    project.add_python("3.10")
    assert project.shell("choose_pythons || echo none").stdout == "none\n"


def test_a_shim_that_does_not_run_is_passed_over(project: Project) -> None:
    project.add_program(project.programs / "python3.11", "#!/bin/bash\necho 'command not found' >&2; exit 127\n")
    good = project.add_python("3.11", project.home / ".pyenv/versions/3.11.9/bin")
    assert project.shell('choose_pythons; echo "$DESK_PYTHON"').stdout == f"{good}\n"


def test_a_python_that_lies_about_its_version_is_passed_over(project: Project) -> None:
    project.add_program(project.programs / "python3.11", project.add_python("3.9").read_text())
    assert project.shell("find_python 3.11 || echo none").stdout == "none\n"


def test_the_setting_wins(project: Project) -> None:
    project.add_python("3.11")
    mine = project.add_python("3.11", project.home / "mine")
    assert project.shell('choose_pythons; echo "$ENGINE_PYTHON"', MYNADESK_PYTHON=str(mine)).stdout == f"{mine}\n"


def test_a_setting_that_does_not_work_is_refused(project: Project) -> None:
    said = project.run(MYNADESK_PYTHON="/no/python").stderr
    assert said.startswith("できません：MYNADESK_PYTHON=/no/python")


def test_the_systems_package_is_installed_when_there_is_no_python(project: Project) -> None:
    done = project.run()
    assert any(call.startswith("apt-get install") and call.endswith("python3.11 python3.11-venv") for call in project.noted())
    assert done.returncode == 1  # the fake archive brings nothing


def test_without_root_uv_is_asked_and_then_the_package_named(project: Project) -> None:
    done = project.run(FAKE_USER="1000")
    assert "uv python install 3.11" in project.noted()
    assert done.returncode == 1
    assert "sudo apt-get install python3.11 python3.11-venv" in done.stderr


def test_where_the_archive_has_none_either_one_sentence_says_so(project: Project) -> None:
    project.add_program(project.programs / "apt-cache", "#!/bin/bash\nexit 1\n")
    done = project.run()
    assert done.returncode == 1
    assert done.stderr.startswith("できません：Python 3.11 が見つからず") and "MYNADESK_PYTHON" in done.stderr


def test_uv_keeps_its_python_inside_the_project(project: Project) -> None:
    project.add_program(project.programs / "uv", '#!/bin/bash\nmkdir -p "$UV_PYTHON_INSTALL_DIR"/cpython/bin; cp "$SPARE" "$UV_PYTHON_INSTALL_DIR"/cpython/bin/python3.11\n')
    project.add_program(project.programs / "apt-cache", "#!/bin/bash\nexit 1\n")
    spare = project.add_python("3.11", project.home / "spare")
    done = project.run(SPARE=str(spare))
    assert done.returncode == 0, done.stderr
    assert (project.root / "var/python/cpython/bin/python3.11").exists()
