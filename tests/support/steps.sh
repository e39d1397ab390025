# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by tests/run.sh, in the folder of the tree: runs steps one after another, remembers how they went, and counts test cases.

logs=build/logs
passed=0
failed=0
skipped=0
results=() # "ok|FAILED seconds name" of each step, for the summary
failures=() # logs of the steps that failed

# Everything goes to the log; a terminal sees it all, a log file only what says something: of the many lines of progress
# every fiftieth, and no line for each test that passes.
shown() {
    if [[ -t 1 ]]; then
        cat
    else
        awk '/^\[[0-9]+\/[0-9]+\] / { if (n++ % 50 == 0) print; fflush(); next }
             /^ *Start +[0-9]+: / { next }
             /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: .* Passed / { if (t++ % 200 == 0) print; fflush(); next }
             { print; fflush() }'
    fi
}

# step NAME COMMAND...: runs it with its output in a log, and gives its status.
step() {
    local name="$1" begin=$SECONDS status=0 log
    shift
    mkdir -p "$logs"
    log="$logs/${name//[^A-Za-z0-9]/-}.log"
    say "$name"
    "$@" </dev/null 2>&1 | tee "$log" | shown || status=$?
    local took=$((SECONDS - begin))
    if ((status == 0)); then
        passed=$((passed + 1))
        results+=("ok      $(printf '%5d s' "$took")  $name")
    else
        failed=$((failed + 1))
        results+=("FAILED  $(printf '%5d s' "$took")  $name (see $log)")
        failures+=("$log")
        complain "$name failed (status $status); its output is in $log"
    fi
    return "$status"
}

# Configures where that was never done, then builds; ninja configures again by itself when it must.
build_preset() {
    local preset="$1"
    if [[ ! -f "build/$preset/build.ninja" ]]; then cmake --preset "$preset" || return 1; fi
    cmake --build --preset "$preset" --parallel "$(build_jobs)"
}

# ctests PRESET [WRAPPER...]: runs the tests of a build and adds its cases to the counts.
ctests() {
    local preset="$1" report="$PWD/build/$1/ctest.xml" status=0
    shift
    rm -f "$report"
    step "tests $preset" "$@" ctest --preset "$preset" --parallel 2 --no-label-summary --output-junit "$report" || status=$?
    count_cases "$report"
    return "$status"
}

count_cases() {
    local report="$1" tests wrong left
    [[ -f "$report" ]] || return 0
    tests="$(attribute tests "$report")"
    wrong="$(attribute failures "$report")"
    left="$(($(attribute skipped "$report") + $(attribute disabled "$report")))"
    failed=$((failed + wrong))
    skipped=$((skipped + left))
    passed=$((passed + tests - wrong - left))
}

# The first testsuite's attribute of a JUnit report.
attribute() {
    local value
    value="$(sed -n "s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1)"
    echo "${value:-0}"
}

# What failed ends as its log does; the last line is for machines: cases and steps together.
summary() {
    local log
    for log in "${failures[@]}"; do
        say "The end of $log"
        grep -v ' Passed ' "$log" | tail -n 20
    done
    say "Summary after $(($1 / 60)) min $(($1 % 60)) s"
    printf '%s\n' "${results[@]}"
    echo
    if ((skipped)); then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    ((failed == 0))
}
