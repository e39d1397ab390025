// SPDX-License-Identifier: GPL-3.0-or-later
// window_load [--rate N] [--seconds N] [--bound MS]: the window while packets arrive (DESIGN.md §7: at 50,000 a second
// no turn of the event loop over 50 ms, at rest no measurable processor time). First a file grows at that rate and is
// followed, then the window captures on the loopback interface of a network namespace of its own; each time the user
// looks at one thing after the other. Then nothing happens for a while. Fails where a bound is broken, or packets are
// missing at the end. What counts is processor time, which a loaded machine does not change.
#include "tests/live/own_network.h"
#include "tests/ui/busy_traffic.h"
#include "tests/ui/loop_turns.h"
#include "tests/ui/timed_application.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/capture_actions.h"
#include "ui/shell/inspection_session.h"
#include "ui/shell/main_window.h"
#include "ui/views/row_table_view.h"

#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTreeView>

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

namespace mqttscope::test {
namespace {

using namespace std::chrono_literals;

constexpr int kPieceMilliseconds = 5;
constexpr int kRestMilliseconds = 4'000;
constexpr int kPatience = 30'000;
constexpr double kRestBound = 0.01; // of one core
constexpr std::uint16_t kPort = 18'844;

/// What the user does for a part of the time, and what else happens in each tenth of a second of it.
struct Look {
    const char* what;
    std::function<void()> begin;
    std::function<void()> again;
};

class WindowLoad {
public:
    WindowLoad(TimedApplication& application, double bound)
        : m_application(application)
        , m_bound(bound) {
        m_window.resize(1280, 800);
        m_window.show();
        runFor(200);
    }

    void followFile(const std::vector<BusyTraffic::Piece>& pieces, int milliseconds);
    void capture(std::size_t packetsPerSecond, int milliseconds);
    void rest(const char* what);
    /// Opens a finished capture and waits until it is read.
    void open(const QString& path);

    void closeCapture() { m_window.closeCapture(); }

    [[nodiscard]] bool failed() const { return m_failed; }

    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("growing.pcapng")); }

private:
    /// Lets the event loop run: its turns are those of the real window.
    static void runFor(int milliseconds) {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }

    template <class Condition>
    [[nodiscard]] bool runUntil(Condition condition) {
        QElapsedTimer clock;
        clock.start();
        while (!condition() && clock.elapsed() < kPatience) runFor(20);
        return condition();
    }

    void lookAround(int milliseconds);
    [[nodiscard]] std::vector<Look> looks();

    void expect(bool holds, const std::string& what) {
        if (holds) return;
        m_failed = true;
        fmt::print("FAILED: {}\n", what);
    }

    [[nodiscard]] ui::Workspace* workspace() { return m_window.workspace(); }

    [[nodiscard]] ui::PacketPanel* packets() { return workspace()->packets(); }

    [[nodiscard]] std::uint64_t rows() { return m_window.session()->snapshot().rows(); }

    TimedApplication& m_application;
    double m_bound;
    QTemporaryDir m_folder;
    ui::MainWindow m_window;
    LoopTurns m_turns;
    bool m_failed = false;
};

std::vector<Look> WindowLoad::looks() {
    const auto filter = [this](const char* text) {
        workspace()->filter()->prepare(QString::fromUtf8(text));
        workspace()->filter()->apply();
    };
    const auto toEnd = [this] {
        auto* bar = packets()->view()->verticalScrollBar();
        bar->setValue(bar->maximum());
    };
    const auto nothing = [] {};
    return {
        {"the list follows, connections beside it",
         [this, toEnd] {
             workspace()->navigator()->showConnections();
             toEnd();
         },
         nothing},
        {"the list follows, findings beside it",
         [this] {
             workspace()->navigator()->showFindings();
             workspace()->navigator()->findingsView()->expandAll();
         },
         nothing},
        {"details and bytes of one packet after the other", nothing, [this] { packets()->goToLast(); }},
        {"scrolling about", nothing,
         [this, step = 0]() mutable {
             auto* bar = packets()->view()->verticalScrollBar();
             bar->setValue(bar->maximum() / 7 * (++step % 7));
         }},
        {"a filter on columns", [filter] { filter("mqtt.publish.topic contains \"line-7\""); }, toEnd},
        {"a filter on decoded fields", [filter] { filter("mqtt.publish.payload contains \"7, \""); }, toEnd},
        {"sorted by topic and info",
         [this] {
             workspace()->filter()->clear();
             emit packets() -> view()->header()->sectionClicked(ui::PacketTableModel::Info);
         },
         nothing},
        {"in the order of arrival again",
         [this, toEnd] {
             emit packets() -> columns()->sortRequested(-1, false);
             toEnd();
         },
         nothing},
    };
}

void WindowLoad::lookAround(int milliseconds) {
    constexpr int kStep = 100;
    const auto all = looks();
    const int each = milliseconds / static_cast<int>(all.size());
    fmt::print("  {:<50} {:>9} {:>9} {:>9} {:>7} {:>9}\n", "longest turn in processor time, event by the clock", "turn",
               "clock", "busy", "turns", "rows");
    for (const auto& look : all) {
        m_turns.reset();
        m_application.reset();
        QElapsedTimer clock;
        clock.start();
        const auto before = processorMilliseconds(CLOCK_THREAD_CPUTIME_ID);
        look.begin();
        const auto begun = processorMilliseconds(CLOCK_THREAD_CPUTIME_ID) - before;
        QTimer again;
        QObject::connect(&again, &QTimer::timeout, look.again);
        again.start(kStep);
        runFor(each);
        const auto longest = std::max(begun, m_turns.longest());
        fmt::print("  {:<50} {:>6.1f} ms {:>6.1f} ms {:>7.0f} % {:>7} {:>9}\n", look.what, longest,
                   m_application.longest(), 100 * m_turns.all() / static_cast<double>(clock.elapsed()), m_turns.count(),
                   rows());
        expect(longest <= m_bound,
               fmt::format("{}: a turn took {:.1f} ms, {:.0f} are allowed", look.what, longest, m_bound));
    }
}

void WindowLoad::followFile(const std::vector<BusyTraffic::Piece>& pieces, int milliseconds) {
    QFile file(path());
    if (!file.open(QIODevice::WriteOnly)) return expect(false, "the file cannot be written");
    std::uint64_t packets = 0;
    for (const auto& piece : pieces) packets += piece.packets;
    const auto write = [&file](const Bytes& bytes) {
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
        file.flush();
    };
    write(pieces.front().bytes);
    m_window.open({.paths = {path()}, .follow = true});
    std::atomic<double> took = 0;
    const std::jthread writer([&] {
        const auto begin = std::chrono::steady_clock::now();
        for (std::size_t i = 1; i < pieces.size(); ++i) {
            std::this_thread::sleep_until(begin + i * std::chrono::milliseconds(kPieceMilliseconds));
            write(pieces[i].bytes);
        }
        took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    });
    lookAround(milliseconds);
    expect(runUntil([&] { return took > 0 && rows() >= packets; }), "not all packets of the file were shown");
    fmt::print("  {} packets in {:.2f} s: {:.0f} a second\n", packets, took.load(),
               static_cast<double>(packets) / took);
    const auto& snapshot = m_window.session()->snapshot();
    expect(snapshot.rows() == packets, fmt::format("{} rows of {} packets", snapshot.rows(), packets));
}

void WindowLoad::capture(std::size_t packetsPerSecond, int milliseconds) {
    m_window.capturing()->start({.interfaces = {QStringLiteral("lo")}, .allTcp = true});
    if (!runUntil([&] { return m_window.capturing()->live()->isRunning() && m_window.session() != nullptr; }))
        return expect(false, "the capture did not begin");
    std::atomic<std::uint64_t> sent = 0;
    std::atomic<bool> over = false;
    std::thread sender([&] {
        const LoopbackConnection connection(kPort);
        const auto say = [&](const BusyTraffic::Round& round) {
            connection.toServer(round.toServer);
            connection.toClient(round.toClient);
        };
        say(BusyTraffic::greeting(0));
        const auto begin = std::chrono::steady_clock::now();
        const auto apart = std::chrono::nanoseconds(1s) * BusyTraffic::kInARound / packetsPerSecond;
        std::size_t i = 0;
        for (; !over; ++i) {
            // What is late is made up for.
            if (i % 16 == 0) std::this_thread::sleep_until(begin + i * apart);
            say(BusyTraffic::round(i));
        }
        sent = 2 + i * BusyTraffic::kInARound;
    });
    lookAround(milliseconds);
    over = true;
    sender.join();
    // A machine that does too much else drops frames: that is the kernel's business, and told.
    const auto dropped = [this] {
        std::uint64_t sum = 0;
        for (const auto& interface : m_window.capturing()->live()->status().interfaces)
            sum += interface.counts.droppedByKernel;
        return sum;
    };
    expect(runUntil([&] { return rows() >= sent || dropped() > 0; }), "not all packets that were sent were shown");
    fmt::print("  {} packets: {:.0f} a second, {} frames dropped\n", sent.load(),
               static_cast<double>(sent) * 1e3 / milliseconds, dropped());
}

void WindowLoad::rest(const char* what) {
    runFor(500); // what is under way ends
    const auto before = processorMilliseconds(CLOCK_PROCESS_CPUTIME_ID);
    m_turns.reset();
    runFor(kRestMilliseconds);
    const auto share = (processorMilliseconds(CLOCK_PROCESS_CPUTIME_ID) - before) / kRestMilliseconds;
    fmt::print("{:<52} {:>6.2f} % of a core, {} turns in {} s\n", what, 100 * share, m_turns.count(),
               kRestMilliseconds / 1'000);
    expect(share <= kRestBound, fmt::format("{}: {:.2f} % of a core", what, 100 * share));
}

void WindowLoad::open(const QString& path) {
    m_window.open({.paths = {path}});
    expect(runUntil([&] { return m_window.session() != nullptr && m_window.session()->isOver(); }),
           "the file was not read");
}

int run(TimedApplication& application) {
    QCommandLineParser words;
    words.addOptions(
        {{QStringLiteral("rate"), QStringLiteral("packets a second"), QStringLiteral("N"), QStringLiteral("50000")},
         {QStringLiteral("seconds"), QStringLiteral("that the file grows"), QStringLiteral("N"), QStringLiteral("8")},
         {QStringLiteral("bound"), QStringLiteral("milliseconds of a turn"), QStringLiteral("MS"),
          QStringLiteral("50")}});
    words.addHelpOption();
    words.process(application);
    const auto rate = words.value(QStringLiteral("rate")).toUInt();
    const auto seconds = words.value(QStringLiteral("seconds")).toUInt();
    const int milliseconds = static_cast<int>(seconds) * 1'000;
    const auto pieces = BusyTraffic::file(rate, seconds, kPieceMilliseconds);

    WindowLoad load(application, words.value(QStringLiteral("bound")).toDouble());
    fmt::print("a file that grows by {} packets a second\n", rate);
    load.followFile(pieces, milliseconds);
    load.rest("at rest, a file is followed");
    load.open(load.path());
    load.rest("at rest, a file is open");
    if (qEnvironmentVariableIsSet("MQTTSCOPE_OWN_NETWORK")) {
        fmt::print("capturing {} packets a second on loopback\n", rate);
        load.capture(rate, milliseconds / 2);
        load.rest("at rest, capturing");
    } else {
        fmt::print("no network namespace can be made here: nothing is captured\n");
    }
    return load.failed() ? 1 : 0;
}

} // namespace
} // namespace mqttscope::test

int main(int argc, char** argv) {
    using namespace mqttscope;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    // The platform without a screen complains of each change of a layout.
    qputenv("QT_LOGGING_RULES", "default.warning=false");
    // Before any thread begins.
    if (test::enterOwnNetwork()) qputenv("MQTTSCOPE_OWN_NETWORK", "1");
    test::TimedApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("mqttscope-load"));
    QApplication::setOrganizationName(QStringLiteral("mqttscope"));
    const QTemporaryDir own; // settings and spool files
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, own.path());
    qputenv("XDG_CACHE_HOME", own.path().toUtf8());
    return test::run(application);
}
