#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the tests need, builds them, and runs all of them: tests/run.sh [--quick] [--tidy] [--full]
#   --quick  only the checks of the tree and the release build's tests
#   --tidy   also clang-tidy over everything (slow)
#   --full   everything: clang-tidy, packaging/run.sh without a display, fresh recordings of several makers' brokers and
#            clients, and longer fuzzing
# Environment: FUZZ_SECONDS (for each fuzz target, default 20), MQTTSCOPE_CAPTURES (captures made by others).
set -uo pipefail # without -e: a failed step is counted, and the others still run
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$home" || exit 1
# shellcheck source=packaging/dependencies.sh
source packaging/dependencies.sh
# shellcheck source=tests/support/steps.sh
source tests/support/steps.sh

export PATH="$PATH:/usr/sbin:/sbin"
export QT_QPA_PLATFORM=offscreen
export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1"
export LSAN_OPTIONS="suppressions=$home/tests/support/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS="print_stacktrace=1"
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1"

quick=0 tidy=0 full=0
for option in "$@"; do
    case "$option" in
    --quick) quick=1 ;;
    --tidy) tidy=1 ;;
    --full) full=1 tidy=1 ;;
    -h | --help)
        sed -n '3,8s/^# \?//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    *)
        complain "unknown option $option (see --help)"
        exit 2
        ;;
    esac
done
fuzz_seconds="${FUZZ_SECONDS:-$((full ? 120 : 20))}"

check_tree() {
    step "formatting" formatted
    step "architecture" python3 tests/support/check_architecture.py
    step "shell scripts" shell_syntax
    step "desktop entry and metadata" bash packaging/check_metadata.sh
}

formatted() {
    find app core ui tests \( -name '*.h' -o -name '*.cpp' \) -print0 |
        xargs -0 --no-run-if-empty clang-format-19 --dry-run -Werror
}

shell_syntax() {
    local scripts modules script status=0
    mapfile -t scripts < <(find packaging tests .ci -name '*.sh' -o -path .ci/run)
    mapfile -t modules < <(find packaging tests -name '*.py')
    for script in "${scripts[@]}"; do bash -n "$script" || status=1; done
    python3 -B -c 'import ast, sys; [ast.parse(open(f).read(), f) for f in sys.argv[1:]]' "${modules[@]}" || status=1
    return "$status"
}

release() {
    step "build release" build_preset release || return 0
    ctests release
    ((quick)) && return 0
    step "fresh traffic against tshark" timeout 300 tests/interop/fresh_traffic.sh \
        build/release/app/cli/mqttscope-cli build/release/fresh
    if ((full)); then step "fresh recordings of several makers" fresh_recordings; fi
    benches
    window
}

# Recorded anew, and held against the truth and tshark like those of the tree.
fresh_recordings() {
    local folder=build/release/interop-recordings
    rm -rf "$folder"
    if ! unshare --net true; then
        echo "no network namespace can be made here, so nothing is recorded"
        return 0
    fi
    tests/interop/record.sh "$folder" && tests/interop/record.sh --others "$folder/other" &&
        MQTTSCOPE_INTEROP="$PWD/$folder" timeout 900 build/release/tests/interop/interop_test --gtest_filter='-Captures/*'
}

# A bench that no longer runs is found here; figures are made by hand (tests/bench/compare.sh).
benches() {
    local bench found
    mapfile -t found < <(find build/release/tests -path '*/bench/*' -type f -executable -name '*bench*')
    for bench in "${found[@]}"; do
        step "smoke ${bench##*/}" timeout 300 "$bench" --benchmark_min_time=0.01
    done
    if unshare --net true 2>/dev/null; then
        step "smoke live load" timeout 60 tests/bench/live_load.py --seconds 1 --rates 20000
    fi
}

# The real window on a real (if virtual) display: the tests of ui/ run offscreen. Then under load, and at rest.
window() {
    [[ -x build/release/app/gui/mqttscope ]] || return 0
    step "window at 50,000 packets a second" timeout 120 build/release/tests/ui/window_load
    step "window on a virtual display" env QT_QPA_PLATFORM=xcb timeout 120 \
        xvfb-run --auto-servernum --server-args="-screen 0 1280x800x24" \
        bash tests/support/open_window.sh build/release/app/gui/mqttscope resources/samples
}

sanitizers() {
    step "build asan" build_preset asan && ctests asan
    # GCC 12's ThreadSanitizer cannot live with every layout that the kernel deals out.
    local fixed_layout=()
    if setarch -R true 2>/dev/null; then fixed_layout=(setarch -R); fi
    step "build tsan" build_preset tsan && ctests tsan "${fixed_layout[@]}"
}

fuzzing() {
    step "build fuzz" build_preset fuzz || return 0
    local targets target name
    mapfile -t targets < <(find build/fuzz/tests/fuzz -maxdepth 1 -type f -executable -name '*_fuzz' | sort)
    for target in "${targets[@]}"; do
        name="${target##*/}"
        step "fuzz ${name%_fuzz} for $fuzz_seconds s" fuzz_one "$target" "${name%_fuzz}"
    done
}

fuzz_one() {
    local target="$1" name="$2" finds="build/fuzz/found/$2"
    mkdir -p "$finds" "build/fuzz/corpus/$name"
    local corpora=("build/fuzz/corpus/$name") # new finds go into the first one, never into the tree
    if [[ -d "tests/fuzz/corpus/$name" ]]; then corpora+=("tests/fuzz/corpus/$name"); fi
    if [[ "$name" == *capture* || "$name" == *inspect* ]]; then corpora+=(resources/samples); fi
    timeout "$((fuzz_seconds * 3 + 120))" "$target" -max_total_time="$fuzz_seconds" -rss_limit_mb=2048 -timeout=10 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$finds/" "${corpora[@]}"
}

main() {
    local begin=$SECONDS
    say "Dependencies"
    install_dependencies packaging/dependencies.txt build run test || {
        complain "Some packages are missing, see above; without them not all tests can run."
        echo "0 passed, 1 failed"
        return 1
    }
    echo "all there"
    check_tree
    release
    if ((!quick)); then
        sanitizers
        fuzzing
    fi
    if ((tidy)); then step "clang-tidy" build_preset tidy; fi
    if ((full)); then
        step "packaging/run.sh without a display" env -u DISPLAY -u WAYLAND_DISPLAY bash packaging/run.sh
    fi
    summary "$((SECONDS - begin))"
}

main
