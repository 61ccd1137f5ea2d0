"""Where the app keeps its things."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.config import load_config


def test_one_variable_moves_everything_that_is_written(tmp_path: Path) -> None:
    environ = {"QUIZAPP_DATA": str(tmp_path)}
    assert paths.data_dir(environ) == tmp_path
    assert paths.config_file(environ) == tmp_path / "config.toml"
    assert paths.cache_dir(environ) == tmp_path / "cache"
    assert paths.log_dir(environ) == tmp_path / "log"


def test_the_variable_beats_the_data_setting_of_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('data = "/elsewhere"\n')
    assert load_config(environ={"QUIZAPP_DATA": str(tmp_path)}).data == tmp_path


def test_a_relative_or_home_folder_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir({"QUIZAPP_DATA": "here"}) == tmp_path / "here"
    assert paths.data_dir({"QUIZAPP_DATA": "~/q"}) == Path.home() / "q"


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of the XDG specification")
def test_without_it_the_platform_decides(own_folders: Path) -> None:
    assert paths.data_dir({}) == own_folders / "xdg_data_home" / "quizapp"
    assert paths.config_file({}) == own_folders / "xdg_config_home" / "quizapp" / "config.toml"
    assert not paths.data_dir({}).exists()
