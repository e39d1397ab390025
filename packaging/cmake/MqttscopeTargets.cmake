# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of the project shares, and how a module of core is declared.

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# How we compile: the language and the checks that stay on in every build.
add_library(mqttscope_options INTERFACE)
target_compile_features(mqttscope_options INTERFACE cxx_std_23)
target_compile_definitions(mqttscope_options INTERFACE _GLIBCXX_ASSERTIONS _FILE_OFFSET_BITS=64)
target_compile_options(mqttscope_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual)
target_include_directories(mqttscope_options INTERFACE "${PROJECT_SOURCE_DIR}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What GCC 12 sees and is not there: "maybe uninitialized" in moves of std::variant and std::expected, overlapping
    # copies in `"text" + std::string` (GCC bug 105651).
    target_compile_options(mqttscope_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()

# mqttscope_module(NAME name SOURCES files... MODULES modules... LIBRARIES libraries...)
# One folder of core is one static library. MODULES are the arrows that ARCHITECTURE.md allows it;
# tests/support/check_architecture.py holds the includes to the same list.
function(mqttscope_module)
    cmake_parse_arguments(ARG "" "NAME" "SOURCES;MODULES;LIBRARIES" ${ARGN})
    set(target mqttscope_${ARG_NAME})
    add_library(${target} STATIC ${ARG_SOURCES})
    add_library(mqttscope::${ARG_NAME} ALIAS ${target})
    target_link_libraries(${target} PUBLIC mqttscope_options)
    foreach(module IN LISTS ARG_MODULES)
        target_link_libraries(${target} PUBLIC mqttscope::${module})
    endforeach()
    target_link_libraries(${target} PUBLIC ${ARG_LIBRARIES})
endfunction()
