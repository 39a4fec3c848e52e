# Half of the time of an ordinary source goes into reading the same headers of Qt and the standard library, so a build
# from nothing reads them once. Off in the dev preset: ccache answers faster there, and a missing include shows.
option(REVEILLE_PRECOMPILE "Precompile the headers that nearly every source includes" OFF)

# A test's own code runs once, so optimising it costs more than it saves. What Qt defines for one folder or one kind of
# test would keep QTest's headers from being precompiled once for all.
set(reveille_test_options -O0 -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR -UQT_NETWORK_LIB)

# Options have to be equal in a precompiled header and in what uses it.
function(reveille_precompiled_header kind)
    cmake_parse_arguments(ARG "" "" "HEADERS;LIBS;OPTIONS" ${ARGN})
    set(target reveille_precompiled_${kind})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp" CONTENT "")
    add_library(${target} STATIC "${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp")
    target_link_libraries(${target} PRIVATE reveille_strict tl::expected ${ARG_LIBS})
    target_compile_options(${target} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
    set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF)
endfunction()

if(REVEILLE_PRECOMPILE)
    set(reveille_common_headers
        <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <utility> <vector>
        <tl/expected.hpp>
        <QByteArray> <QFile> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QMap> <QObject> <QSet>
        <QString> <QStringList> <QTimer> <QUrl> <QVector>)
    set(reveille_widget_headers
        <QAbstractItemModel> <QApplication> <QComboBox> <QDialog> <QHBoxLayout> <QLabel> <QLineEdit> <QPainter>
        <QPushButton> <QTableView> <QVBoxLayout> <QWidget>)
    reveille_precompiled_header(product HEADERS ${reveille_common_headers} LIBS Qt6::Core)
    if(REVEILLE_DESKTOP)
        reveille_precompiled_header(widgets
            HEADERS ${reveille_common_headers} ${reveille_widget_headers} LIBS Qt6::Widgets)
    endif()
    if(REVEILLE_TESTS)
        reveille_precompiled_header(test HEADERS ${reveille_common_headers} <QTest> LIBS Qt6::Test OPTIONS ${reveille_test_options})
        if(REVEILLE_DESKTOP)
            reveille_precompiled_header(widget_test
                HEADERS ${reveille_common_headers} ${reveille_widget_headers} <QTest>
                LIBS Qt6::Test Qt6::Widgets OPTIONS ${reveille_test_options})
        endif()
    endif()
endif()

# Lets a target that links Qt use the headers that were precompiled for its kind (product or test); `libs` are what it
# links. A header that does not fit is passed over with a warning, and its text is read instead.
function(reveille_precompile target kind libs)
    if(NOT REVEILLE_PRECOMPILE)
        return()
    endif()
    if(libs MATCHES "Qt6::Widgets|Reveille::(ui|desktop|test_ui)")
        string(REPLACE "product" "widgets" kind "${kind}")
        string(REPLACE "test" "widget_test" kind "${kind}")
    endif()
    if(kind MATCHES "test")
        target_compile_options(${target} PRIVATE ${reveille_test_options})
    endif()
    target_precompile_headers(${target} REUSE_FROM reveille_precompiled_${kind})
    target_compile_options(${target} PRIVATE -Wno-error=invalid-pch)
endfunction()
