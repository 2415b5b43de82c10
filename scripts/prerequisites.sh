#!/bin/sh
# Prints the path of a suitable Python if all prerequisites are installed. Otherwise lists every missing or old
# prerequisite with the required version and how to install it, and fails. Installs nothing.
# Uses only plain sh and its builtins, because it must run on a machine without anything else.

problems=""

complain() { # what is required, what was found, how to get it
    problems="$problems
  - $1: $2.
    $3"
}

at_least() { # at_least VERSION MAJOR MINOR [PATCH]: is VERSION (like v1.11.4) not older than MAJOR.MINOR.PATCH?
    version=${1#v}
    major=${version%%.*}
    rest=${version#*.}
    minor=${rest%%[!0-9]*}
    rest=${rest#"$minor"}
    rest=${rest#.}
    patch=${rest%%[!0-9]*}
    case $major in '' | *[!0-9]*) return 1 ;; esac
    [ "$major" -eq "$2" ] || { [ "$major" -gt "$2" ] && return; return 1; }
    [ "${minor:-0}" -eq "$3" ] || { [ "${minor:-0}" -gt "$3" ] && return; return 1; }
    [ "${patch:-0}" -ge "${4:-0}" ]
}

find_python() {
    python="" python_problem="not found"
    for name in ${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}; do
        found=$("$name" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
        if ! at_least "$found" 3 11; then
            [ "$python_problem" != "not found" ] || python_problem="$name is $found"
        elif ! "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            python_problem="$name is $found but lacks the venv module (Debian and Ubuntu: apt-get install python3-venv)"
        else
            # In a virtual environment, use its base Python: the environment may be ours, and about to be rebuilt.
            python=$("$name" -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)')
            return
        fi
    done
    complain "Python 3.11 or newer, with venv" "$python_problem" \
        "Get it from your package manager (python3 and python3-venv; brew install python) or https://www.python.org/downloads/"
}

check_tool() { # name, command, version found, MAJOR, MINOR, how to get it, and a PATCH if that matters
    if [ -z "$3" ]; then
        complain "$1 $4.$5${7:+.$7} or newer" "not found" "$6"
    elif ! at_least "$3" "$4" "$5" "${7:-0}"; then
        complain "$1 $4.$5${7:+.$7} or newer" "$2 is $3" "$6"
    fi
}

terraform_version() { # name of the product: from the first line that has it, because warnings may come before and after
    CHECKPOINT_DISABLE=1 "$terraform" version 2>/dev/null | while read -r product version _; do
        [ "$product" = "$1" ] && echo "$version" && break
    done
}

check_terraform() { # Terraform, or the program that TERRAFORM_BINARY_NAME names; scripts/terraform_binary.py has the same rule
    terraform=${TERRAFORM_BINARY_NAME:-terraform}
    case ${terraform##*/} in
    *tofu*) product=OpenTofu from="https://opentofu.org/docs/intro/install/ (brew install opentofu)" ;;
    *) product=Terraform from="https://developer.hashicorp.com/terraform/install (brew install hashicorp/tap/terraform),
    or install OpenTofu and set TERRAFORM_BINARY_NAME=tofu" ;;
    esac
    check_tool "$product" "$terraform" "$(terraform_version "$product")" 1 11 "Get it from $from" 1
}

check_compiler() { # cdktf's terminal package has binaries for Node.js up to 22; scripts/setup.py compiles it for newer ones
    at_least "$(node --version 2>/dev/null)" 23 0 || return 0
    for compiler in ${CXX:-c++ g++ clang++}; do
        command -v "$compiler" >/dev/null && return
    done
    complain "A C++ compiler, for Node.js newer than 22" "not found" \
        "Get it from your package manager (build-essential; xcode-select --install), or use Node.js 20 or 22"
}

find_python
check_tool Node.js node "$(node --version 2>/dev/null)" 20 0 \
    "Get it from your package manager (nodejs; brew install node) or https://nodejs.org/en/download"
check_compiler
check_tool npm npm "$(npm --version 2>/dev/null)" 9 0 "It comes with Node.js; on Debian and Ubuntu: apt-get install npm"
check_terraform

if [ -n "$problems" ]; then
    echo "Install these prerequisites first (nothing has been changed):$problems" >&2
    exit 1
fi
echo "$python"
