// SPDX-License-Identifier: GPL-3.0-or-later
// window_bench FILE...: opens a capture in the real window and tells when the first rows were there, how long reading
// took, and the longest turn of the event loop meanwhile (DESIGN.md §7: no turn over 50 ms). Then it goes, scrolls,
// sorts, narrows and adds a column.
#include "tests/ui/timed_application.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"
#include "ui/shell/main_window.h"
#include "ui/views/row_table_view.h"

#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace {

constexpr double kNanosecondsPerMillisecond = 1e6;

/// Into a picture: that is the same work as on a screen, and cannot be left out.
void paint(QWidget& widget) {
    static_cast<void>(widget.grab());
}

double milliseconds(const QElapsedTimer& clock) {
    return static_cast<double>(clock.nsecsElapsed()) / kNanosecondsPerMillisecond;
}

/// What is worked out beside the window's thread: how long it takes, and the longest turn of the event loop meanwhile.
void arrange(mqttscope::test::TimedApplication& application, mqttscope::ui::MainWindow& window) {
    using mqttscope::ui::PacketTableModel;
    auto* workspace = window.workspace();
    const auto measure = [&](const char* what, const auto& change) {
        QApplication::processEvents();
        application.reset();
        QElapsedTimer clock;
        clock.start();
        change();
        const auto begun = milliseconds(clock);
        while (workspace->table()->isBusy()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        paint(window);
        fmt::print("{:<23} {:.0f} ms, longest turn {:.1f} ms\n", what, milliseconds(clock),
                   std::max(begun, application.longest()));
    };
    auto* header = workspace->packets()->view()->header();
    constexpr std::array kSorted{std::pair{PacketTableModel::Size, "sort by size"},
                                 std::pair{PacketTableModel::Info, "sort by topic, info"}};
    for (const auto& [column, what] : kSorted)
        measure(what, [header, clicked = column] { emit header->sectionClicked(clicked); });
    measure("order of the capture", [workspace] { emit workspace->packets()->columns()->sortRequested(-1, false); });
    measure("a field as a column",
            [workspace] { workspace->packets()->columns()->addField(QStringLiteral("mqtt.publish.topic")); });
    measure("packets without events", [workspace] { workspace->table()->showEvents(false); });
    measure("only one connection",
            [workspace] { workspace->table()->narrowToConnection(mqttscope::base::ConnectionId(0)); });
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    mqttscope::test::TimedApplication application(argc, argv);
    mqttscope::ui::MainWindow window;
    window.resize(1280, 800);
    window.show();
    QApplication::processEvents();

    QElapsedTimer clock;
    clock.start();
    application.reset();
    window.open({.paths = QApplication::arguments().sliced(1)});
    const auto* table = window.workspace()->packets()->view();
    double firstRows = -1;
    QObject::connect(window.session(), &mqttscope::ui::InspectionSession::adopted, table, [&] {
        if (firstRows < 0 && table->model()->rowCount() > 0) firstRows = milliseconds(clock);
    });
    QObject::connect(&window, &mqttscope::ui::MainWindow::readingEnded, &application, &QApplication::quit);
    QApplication::exec();
    fmt::print("rows                    {}\n", table->model()->rowCount());
    fmt::print("first rows after        {:.0f} ms\n", firstRows);
    fmt::print("all read after          {:.0f} ms\n", milliseconds(clock));
    fmt::print("longest turn meanwhile  {:.1f} ms\n", application.longest());

    constexpr int kJumps = 50;
    double worst = 0;
    for (int i = 0; i < kJumps; ++i) {
        clock.start();
        window.workspace()->packets()->goTo(
            mqttscope::base::RowId(static_cast<std::uint32_t>(qint64{table->model()->rowCount() - 1} * i / kJumps)));
        QApplication::processEvents();
        paint(window);
        worst = std::max(worst, milliseconds(clock));
    }
    fmt::print("jump, select, details   {:.1f} ms at most\n", worst);
    worst = 0;
    for (int i = 0; i < kJumps; ++i) {
        clock.start();
        table->verticalScrollBar()->setValue(
            static_cast<int>(qint64{table->verticalScrollBar()->maximum()} * i / kJumps));
        paint(*table->viewport());
        worst = std::max(worst, milliseconds(clock));
    }
    fmt::print("scroll anywhere, paint  {:.1f} ms at most\n", worst);
    arrange(application, window);
    return 0;
}
