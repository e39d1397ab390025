// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <array>

namespace mqttscope::ui {

namespace {

struct Entry {
    const char* file;
    const char* title;
    const char* lesson;
};

constexpr std::array<Entry, 9> kSamples{{
    {"qos-levels.pcapng", QT_TRANSLATE_NOOP("Samples", "QoS levels"),
     QT_TRANSLATE_NOOP("Samples", "The same topics at QoS 0, 1 and 2, with every acknowledgement")},
    {"mqtt5-properties.pcapng", QT_TRANSLATE_NOOP("Samples", "MQTT 5.0 properties"),
     QT_TRANSLATE_NOOP("Samples", "User properties, request and response, expiry, a delayed will")},
    {"topic-aliases.pcapng", QT_TRANSLATE_NOOP("Samples", "Topic aliases"),
     QT_TRANSLATE_NOOP("Samples", "Defined, used and redefined, in both directions")},
    {"will-and-retained.pcapng", QT_TRANSLATE_NOOP("Samples", "Will and retained messages"),
     QT_TRANSLATE_NOOP("Samples", "A client dies and its will speaks; late subscribers get what was kept")},
    {"refused-login.pcapng", QT_TRANSLATE_NOOP("Samples", "Refused logins"),
     QT_TRANSLATE_NOOP("Samples", "Wrong passwords, unknown protocol levels, and one login that works")},
    {"keep-alive-timeout.pcapng", QT_TRANSLATE_NOOP("Samples", "Keep alive timeout"),
     QT_TRANSLATE_NOOP("Samples", "Two clients fall silent and the broker closes their connections")},
    {"session-takeover.pcapng", QT_TRANSLATE_NOOP("Samples", "Session takeover"),
     QT_TRANSLATE_NOOP("Samples", "Two devices with one client identifier throw each other out")},
    {"split-packet.pcapng", QT_TRANSLATE_NOOP("Samples", "Split packets"),
     QT_TRANSLATE_NOOP("Samples", "One packet over fourteen segments, twelve packets in one")},
    {"mqtt31.pcap", QT_TRANSLATE_NOOP("Samples", "MQTT 3.1"),
     QT_TRANSLATE_NOOP("Samples", "The old protocol beside a 3.1.1 client on the same topics")},
}};

QDir samplesDirectory() {
    const QDir installed(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/mqttscope/samples"));
    return installed.exists() ? installed : QDir(QStringLiteral(MQTTSCOPE_SAMPLES));
}

} // namespace

std::vector<Sample> bundledSamples() {
    std::vector<Sample> found;
    const auto directory = samplesDirectory();
    for (const auto& entry : kSamples) {
        const QFileInfo file(directory, QLatin1String(entry.file));
        if (!file.isReadable()) continue;
        found.push_back({QDir::cleanPath(file.absoluteFilePath()), QCoreApplication::translate("Samples", entry.title),
                         QCoreApplication::translate("Samples", entry.lesson)});
    }
    return found;
}

} // namespace mqttscope::ui
