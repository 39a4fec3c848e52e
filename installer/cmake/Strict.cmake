# One INTERFACE target carries the language level, the warnings and Qt's strict macros; every target links it.
add_library(reveille_strict INTERFACE)
target_compile_features(reveille_strict INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

target_compile_options(reveille_strict INTERFACE
    -Wall -Wextra -Wpedantic -Wcast-qual -Wold-style-cast -Woverloaded-virtual -Wshadow
    -Wnon-virtual-dtor -Wextra-semi -Wimplicit-fallthrough
    $<$<BOOL:${REVEILLE_WERROR}>:-Werror>)
target_compile_definitions(reveille_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS QT_STRICT_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400
    REVEILLE_VERSION="${PROJECT_VERSION}")
target_include_directories(reveille_strict INTERFACE "${CMAKE_SOURCE_DIR}")

if(REVEILLE_SANITIZE)
    target_compile_options(reveille_strict INTERFACE -fsanitize=${REVEILLE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(reveille_strict INTERFACE -fsanitize=${REVEILLE_SANITIZE})
endif()

find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM)
    target_link_options(reveille_strict INTERFACE -fuse-ld=lld)
endif()

# reveille_library(NAME [WITHOUT_QT] SOURCES … HEADERS … PUBLIC … PRIVATE …): one static library per folder, sources listed, never globbed.
function(reveille_library name)
    cmake_parse_arguments(ARG "WITHOUT_QT" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
    add_library(reveille_${name} STATIC ${ARG_SOURCES})
    add_library(Reveille::${name} ALIAS reveille_${name})
    target_sources(reveille_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${ARG_HEADERS})
    target_link_libraries(reveille_${name} PUBLIC reveille_strict ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(NOT ARG_WITHOUT_QT)
        reveille_precompile(reveille_${name} product "${ARG_PUBLIC};${ARG_PRIVATE}")
    endif()
endfunction()
