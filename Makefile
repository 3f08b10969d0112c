# mynadesk: `make run` starts everything, `make test` checks everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MYNADESK := .venv/bin/mynadesk
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-kiosk setup-test run train shell test lint clean

help: ## これを表示する / show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## 環境を作る / install both environments
	@bash deploy/setup.sh run

setup-kiosk: ## カード読み取りの部品も入れる / add the card reader parts
	@bash deploy/setup.sh kiosk

setup-test: ## テストの部品も入れる / add what tests need
	@bash deploy/setup.sh test

run: setup ## 窓口を始める（Ctrl-C で止まる） / start engine and desk
	@exec $(MYNADESK) up

train: setup ## モデルを作る（必要なときだけ） / train when needed
	@$(MYNADESK) train

shell: train ## 端末で rasa shell / plain rasa shell with the desk's actions
	@$(MYNADESK) actions & pid=$$!; trap "kill $$pid" EXIT; sleep 3; .venv-engine/bin/rasa shell --model var/models

lint: setup-test ## 書き方と型を調べる / ruff and mypy
	@.venv/bin/ruff check bot actions tests
	@.venv/bin/mypy

test: setup-test ## すべて試す / run every test
	@bash deploy/test.sh

clean: ## 作ったものを消す / remove environments, models, data
	@rm -rf .venv .venv-engine var build .mypy_cache .ruff_cache .hypothesis
