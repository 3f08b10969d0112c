# mynadesk. `make` lists the targets. Ports and folders: MYNADESK_PORT, MYNADESK_ENGINE_PORT, MYNADESK_DATA.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
DESK := .venv/bin/python
ENGINE := .venv-engine/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-kiosk setup-test setup-bench run train shell test lint bench evaluate soak soak-web soak-line soak-kiosk crowd load record voice fuzz clean lock

help: ## この一覧 / this list
	@echo 'マイナ保険証の案内窓口 mynadesk：はじめは make run'
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name says; do printf '  make %-12s %s\n' "$$name" "$$says"; done
	@echo '準備のあとのコマンド / commands after set-up: .venv/bin/mynadesk --help'

setup: ## 準備だけする（環境を2つ作る） / make both environments
	@bash deploy/setup.sh run

setup-kiosk: ## キオスク（カード読み取りと声）の準備もする / and the card reader's parts and the voice
	@bash deploy/setup.sh kiosk

setup-test: ## テストの準備もする / and all that the tests need
	@bash deploy/setup.sh test

run: setup ## 準備して、窓口を始める（Ctrl-C で止まる） / set up and start the desk (stop with Ctrl-C)
	@exec .venv/bin/mynadesk up

train: setup ## 質問例からモデルを作る（ARGS=--force で必ず） / train the model when its data changed
	@exec .venv/bin/mynadesk train $(ARGS)

shell: setup ## 端末で会話エンジンと直接話す / plain rasa shell
	@bash deploy/shell.sh

test: setup-test ## すべてのテスト（準備もする） / set up and run every test
	@bash deploy/check.sh

lint: setup-test ## 書き方と型の検査 / ruff, branches of functions, mypy, shellcheck
	@bash deploy/check.sh lint

setup-bench: ## 速さくらべの準備もする（標準の Rasa） / and the stock Rasa to compare with
	@bash deploy/setup.sh bench

bench: setup-bench ## 標準の Rasa との速さくらべ / compare with a stock Rasa
	@bash deploy/program.sh $(DESK) tests/bench/bench.py $(ARGS)

evaluate: setup-test ## 学習して、取り置きの質問で測り、docs/scorecard.md を書く / train, measure, write the scorecard
	@.venv/bin/mynadesk train
	@$(DESK) deploy/in_engine.py python -W ignore tests/engine/evaluate.py $(ARGS)

soak: setup-test ## カードの抜き差しを5000回 / insert and remove a card 5,000 times
	@MYNADESK_SOAK_CYCLES=$${MYNADESK_SOAK_CYCLES:-5000} $(DESK) -m pytest -s tests/card/test_pcsc_soak.py $(ARGS)

soak-web: setup-test ## 画面から1000回送る（回線を切る、読み直す、二度押す） / a thousand messages from the page, with cuts, reloads, doubles
	@MYNADESK_WEB_SENDS=$${MYNADESK_WEB_SENDS:-1000} $(DESK) -m pytest -s tests/e2e/test_delivery.py -k many_messages $(ARGS)

load: setup-test ## 大勢が同時に使うときを測る / many people at once
	@bash deploy/program.sh $(DESK) tests/bench/load.py $(ARGS)

crowd: setup-test ## 200人が同時に使う間に窓口を止めて始め直す / 200 people at once while the desk is killed and begun again
	@bash deploy/program.sh $(DESK) tests/bench/crowd.py $(ARGS)

soak-line: setup-test ## LINEの窓口を長く確かめる（ARGS=--events 1000） / the LINE door at length, with kills and cuts
	@bash deploy/program.sh $(DESK) tests/bench/soak_line.py $(ARGS)

soak-kiosk: setup-test ## キオスクに次々と人が来る（ARGS="--cycles 10000 --minutes 600"） / visitor after visitor at the kiosk
	@bash deploy/program.sh $(DESK) tests/card/kiosk_soak.py $(ARGS)

record: setup-test ## 会話の記録を本物のエンジンで確かめる（ARGS=--postgres） / the conversation record with real engines, at length
	@bash deploy/program.sh $(DESK) tests/bench/record_engine.py $(ARGS)

voice: setup-test ## 声の聞き取りを長く測る / measure the voice at length
	@bash deploy/program.sh $(DESK) tests/voice/measure.py $(ARGS)

fuzz: setup-test ## でたらめな入力をたくさん入れる / random bad input
	@bash deploy/program.sh $(DESK) tests/bench/fuzz.py $(ARGS)

clean: ## 環境・モデル・データベース・記録を消す / remove environments, model, database and logs
	rm -rf .venv .venv-engine .venv-stock .venv-voice var build

lock: ## requirements/*.txt を作り直す / lock the requirements anew
	@bash deploy/lock.sh
