# reveille_test(NAME LABEL label SOURCES … LIBS … [TIMEOUT s] [ENV K=V …]): one Qt Test executable, one ctest entry.
# Every test runs with a private home, UTC, C.UTF-8, no display and no session bus, so that it never touches the person's own.
function(reveille_test name)
    cmake_parse_arguments(ARG "NO_CTEST" "LABEL;TIMEOUT" "SOURCES;LIBS;ENV" ${ARGN})
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE reveille_strict Qt6::Test ${ARG_LIBS})
    reveille_precompile(${name} test "${ARG_LIBS}")
    target_compile_definitions(${name} PRIVATE
        REVEILLE_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}" REVEILLE_BIN="${CMAKE_BINARY_DIR}/bin")
    if(NOT ARG_NO_CTEST)
        set(home "${CMAKE_BINARY_DIR}/tests/home/${name}")
        file(MAKE_DIRECTORY "${home}")
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=UTC;LC_ALL=C.UTF-8;HOME=${home};XDG_DATA_HOME=${home}/data;XDG_CONFIG_HOME=${home}/config;XDG_RUNTIME_DIR=${home};DBUS_SESSION_BUS_ADDRESS=disabled:;REVEILLE_ARTIFACTS=${REVEILLE_ARTIFACTS};${ARG_ENV}")
    endif()
endfunction()
