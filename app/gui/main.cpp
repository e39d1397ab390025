// SPDX-License-Identifier: GPL-3.0-or-later
// The window: `mqttscope [FILE...]`.
#include "ui/shell/capture_actions.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTextStream>

#include <algorithm>
#include <memory>
#include <string_view>

namespace {

constexpr int kUsageError = 2; // as mqttscope-cli

using mqttscope::ui::OpenRequest;

struct CommandLine {
    std::optional<OpenRequest> request{}; ///< none: `problem` says why
    QString problem{};
    QStringList interfaces{}; ///< to capture on
    QString filter{};
    bool start = false; ///< at once
};

CommandLine parse(const QCoreApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "A Wireshark-style inspector for MQTT."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main", "Capture files to open; - is standard input."),
                                 QStringLiteral("[FILE...]"));
    const QCommandLineOption file(QStringLiteral("r"), QApplication::translate("main", "Open a capture file."),
                                  QStringLiteral("FILE"));
    const QCommandLineOption goTo(QStringLiteral("g"), QApplication::translate("main", "Go to a packet."),
                                  QStringLiteral("N"));
    const QCommandLineOption port(QStringLiteral("d"),
                                  QApplication::translate("main",
                                                          "Read a TCP port, or ports such as 1884-1890, as MQTT; "
                                                          "tcp.port==N,mqtt|websocket|none says what it carries."),
                                  QStringLiteral("PORT"));
    const QCommandLineOption follow(QStringLiteral("follow"),
                                    QApplication::translate("main", "Keep reading when the file grows."));
    const QCommandLineOption noDetect(
        QStringLiteral("no-detect"),
        QApplication::translate("main", "Do not look for MQTT on other ports than 1883 and those of -d."));
    const QCommandLineOption interface(QStringLiteral("i"),
                                       QApplication::translate("main", "Capture on an interface; repeat for more."),
                                       QStringLiteral("INTERFACE"));
    const QCommandLineOption start(QStringLiteral("k"), QApplication::translate("main", "Start capturing at once."));
    const QCommandLineOption filter(QStringLiteral("f"),
                                    QApplication::translate("main", "Capture filter, as tcpdump takes it."),
                                    QStringLiteral("FILTER"));
    parser.addOptions({file, goTo, port, follow, noDetect, interface, start, filter});
    parser.process(application);

    CommandLine line;
    line.interfaces = parser.values(interface);
    line.filter = parser.value(filter);
    line.start = parser.isSet(start);
    OpenRequest request;
    request.paths = parser.values(file) + parser.positionalArguments();
    request.follow = parser.isSet(follow);
    request.detect = !parser.isSet(noDetect);
    for (const auto& ports : parser.values(port))
        if (const auto added = request.ports.addText(ports.toStdString()); !added)
            return {.problem = QString::fromStdString(added.error().message())};
    if (parser.isSet(goTo)) {
        bool isNumber = false;
        const auto number = parser.value(goTo).toLongLong(&isNumber);
        if (!isNumber || number < 1)
            return {.problem = QApplication::translate("main", "Cannot go to packet %1: packets are counted from 1.")
                                   .arg(parser.value(goTo))};
        request.goTo = number - 1;
    }
    line.request = request;
    return line;
}

/// Asks for words on the terminal, which takes no display.
bool asksForHelp(int argc, char** argv) {
    return std::any_of(argv + 1, argv + std::max(argc, 1), [](std::string_view word) {
        return word == "-h" || word == "--help" || word == "--help-all" || word == "-v" || word == "--version";
    });
}

} // namespace

int main(int argc, char** argv) {
    const bool help = asksForHelp(argc, argv);
    const std::unique_ptr<QCoreApplication> application(help ? new QCoreApplication(argc, argv)
                                                             : new QApplication(argc, argv));
    QApplication::setApplicationName(QStringLiteral("mqttscope"));
    QApplication::setOrganizationName(QStringLiteral("mqttscope"));
    QApplication::setApplicationVersion(QStringLiteral(MQTTSCOPE_VERSION));
    if (!help) QApplication::setDesktopFileName(QStringLiteral("mqttscope"));

    const auto line = parse(*application);
    if (!line.request) {
        QTextStream(stderr) << "mqttscope: " << line.problem << "\n";
        return kUsageError;
    }
    if (help) return 0; // the word was the value of an option
    mqttscope::ui::applyAppearance(mqttscope::ui::settings::appearance());
    mqttscope::ui::MainWindow window;
    window.show();
    window.open(*line.request);
    window.setMeasuring(true);
    if (!line.interfaces.isEmpty() || line.start) {
        auto wishes = mqttscope::ui::CaptureActions::lastWishes();
        if (!line.interfaces.isEmpty()) wishes.interfaces = line.interfaces;
        if (!line.filter.isEmpty()) wishes.filter = line.filter;
        line.start ? window.capturing()->start(wishes) : window.capturing()->askAndStart(wishes);
    }
    return QApplication::exec();
}
