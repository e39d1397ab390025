// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/annotation_file.h"

#include "ui/models/annotations.h"
#include "ui/models/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSettings>

#include <algorithm>
#include <optional>

namespace mqttscope::ui {

namespace {

constexpr qint64 kFingerprinted = 64 << 10; // bytes at the beginning of a file
constexpr qint64 kLargestFile = 256 << 20;  // bytes; kMost rows of every kind with long notes are less
constexpr int kVersion = 1;
constexpr auto kFormat = "mqttscope annotations";
constexpr double kMostRows = base::RowId::kNone;

QString tr(const char* text) {
    return QCoreApplication::translate("AnnotationFile", text);
}

/// Of the first bytes only: a capture that grows, or was cut, is still the one that the rows fit, and a row is taken
/// only where frame and time agree.
QByteArray fingerprint(const QString& path) {
    if (!QFileInfo(path).isFile()) return {}; // reading from a pipe would take its bytes away
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const auto bytes = file.read(kFingerprinted);
    return bytes.isEmpty() ? QByteArray() : QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

std::optional<std::uint32_t> number(const QJsonValue& value) {
    const auto read = value.toDouble(-1);
    if (read < 0 || read >= kMostRows) return std::nullopt;
    return static_cast<std::uint32_t>(read);
}

std::optional<StoredRow> readRow(const QJsonObject& object) {
    const auto row = number(object[QLatin1String("row")]);
    const auto frame = number(object[QLatin1String("frame")]);
    const auto nth = number(object[QLatin1String("nth")]);
    if (!row || !frame || !nth || !object[QLatin1String("time")].isDouble()) return std::nullopt;
    StoredRow read;
    read.key = {*row, *frame, *nth, object[QLatin1String("event")].toBool(), object[QLatin1String("time")].toInteger()};
    read.marked = object[QLatin1String("mark")].toBool();
    read.ignored = object[QLatin1String("ignored")].toBool();
    read.reference = object[QLatin1String("reference")].toBool();
    read.note = object[QLatin1String("note")].toString().left(Annotations::kLongestNote);
    return read;
}

/// Written by hand: a document of a hundred thousand objects takes Qt ten times as long.
QByteArray rowLine(const StoredRow& row) {
    QByteArray line = "  {\"row\": " + QByteArray::number(row.key.row);
    line += ", \"frame\": " + QByteArray::number(row.key.frame) + ", \"nth\": " + QByteArray::number(row.key.nth);
    line += ", \"time\": " + QByteArray::number(qlonglong{row.key.time});
    if (row.key.event) line += ", \"event\": true";
    if (row.marked) line += ", \"mark\": true";
    if (row.ignored) line += ", \"ignored\": true";
    if (row.reference) line += ", \"reference\": true";
    if (!row.note.isEmpty()) {
        // Qt writes documents only: the quoted text stands between the brackets of a list.
        const auto list = QJsonDocument(QJsonArray{row.note}).toJson(QJsonDocument::Compact);
        line += ", \"note\": " + list.sliced(1, list.size() - 2);
    }
    return line + '}';
}

std::optional<ColouringRule> readRule(const QJsonObject& object) {
    const auto tint = tintOf(object[QLatin1String("tint")].toString());
    const auto filter = object[QLatin1String("filter")].toString();
    if (!tint || filter.isEmpty()) return std::nullopt;
    return ColouringRule{.name = object[QLatin1String("name")].toString(),
                         .filter = filter,
                         .tint = *tint,
                         .on = object[QLatin1String("on")].toBool(true)};
}

QByteArray colouringText(const ColouringRules& rules) {
    QJsonArray list;
    for (const auto& rule : rules)
        list.append(QJsonObject{{QStringLiteral("name"), rule.name},
                                {QStringLiteral("filter"), rule.filter},
                                {QStringLiteral("tint"), tintName(rule.tint)},
                                {QStringLiteral("on"), rule.on}});
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

/// The name that it has now; empty if it could not be renamed.
QString setAside(const QString& path) {
    for (int i = 1; i <= 1'000; ++i) {
        const auto name = QStringLiteral("%1.broken-%2").arg(path).arg(i);
        if (!QFile::exists(name)) return QFile::rename(path, name) ? name : QString();
    }
    return {};
}

ReadAnnotations broken(const QString& path, ReadAnnotations read, const QString& cause) {
    const auto name = setAside(path);
    read.mayWrite = !name.isEmpty();
    read.problem = read.mayWrite ? tr("The marks and notes of this capture could not be read in whole: %1. The file "
                                      "was kept as %2")
                                       .arg(cause, name)
                                 : tr("The marks and notes of this capture could not be read in whole: %1. What is "
                                      "changed now is not kept, so that nothing of %2 is lost")
                                       .arg(cause, path);
    return read;
}

} // namespace

QString annotationPath(const QStringList& capture) {
    QByteArrayList parts;
    for (const auto& path : capture) {
        parts += fingerprint(path);
        if (parts.last().isEmpty()) return {};
    }
    if (parts.isEmpty()) return {};
    // Several files are merged by time: their order is no matter.
    std::ranges::sort(parts);
    const auto whole =
        parts.size() == 1 ? parts.first() : QCryptographicHash::hash(parts.join(), QCryptographicHash::Sha256);
    const QDir directory(QFileInfo(QSettings().fileName()).absolutePath() + QStringLiteral("/annotations"));
    return directory.filePath(QString::fromLatin1(whole.toHex()) + QStringLiteral(".json"));
}

ReadAnnotations readAnnotations(const QString& path) {
    QFile file(path);
    if (!file.exists()) return {};
    ReadAnnotations read;
    if (!file.open(QIODevice::ReadOnly)) return broken(path, read, file.errorString());
    if (file.size() > kLargestFile) return broken(path, read, tr("the file is too large"));
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(file.readAll(), &error);
    file.close();
    if (error.error != QJsonParseError::NoError)
        return broken(path, read, tr("%1 at byte %2").arg(error.errorString()).arg(error.offset));
    const auto object = document.object();
    if (object[QLatin1String("format")].toString() != QLatin1String(kFormat))
        return broken(path, read, tr("it is something else"));
    if (object[QLatin1String("version")].toInt() > kVersion) {
        read.mayWrite = false;
        read.problem = tr("The marks and notes of this capture were written by a newer mqttscope. They are left as "
                          "they are, and what is marked now is not kept: %1")
                           .arg(path);
        return read;
    }
    const auto rows = object[QLatin1String("rows")].toArray();
    qsizetype unread = object[QLatin1String("rows")].isArray() ? 0 : 1;
    for (const auto& value : rows) {
        if (const auto row = readRow(value.toObject()))
            read.rows.push_back(*row);
        else
            ++unread;
    }
    for (const auto& value : object[QLatin1String("colouring")].toArray()) {
        const auto rule = readRule(value.toObject());
        if (rule && read.colouring.size() < Annotations::kMostRules)
            read.colouring.append(*rule);
        else
            ++unread;
    }
    std::ranges::sort(read.rows, {}, [](const StoredRow& row) { return row.key.row; });
    if (unread > 0) return broken(path, read, tr("%1 of its entries make no sense").arg(numberText(unread)));
    return read;
}

QString writeAnnotations(const QString& path, const QString& capture, const std::vector<StoredRow>& rows,
                         const ColouringRules& colouring) {
    const auto failed = [&path](const QString& cause) {
        return tr("Cannot keep marks and notes in %1: %2").arg(path, cause);
    };
    if (rows.empty() && colouring.empty()) {
        QFile file(path);
        return !file.exists() || file.remove() ? QString() : failed(file.errorString());
    }
    if (!QDir().mkpath(QFileInfo(path).absolutePath())) return failed(tr("the directory cannot be made"));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return failed(file.errorString());
    // A note may repeat what a packet holds.
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const auto name = QJsonDocument(QJsonArray{capture}).toJson(QJsonDocument::Compact);
    QByteArray text = "{\n \"format\": \"" + QByteArray(kFormat) + "\",\n \"version\": " + QByteArray::number(kVersion);
    text += ",\n \"capture\": " + name.sliced(1, name.size() - 2);
    if (!colouring.empty()) text += ",\n \"colouring\": " + colouringText(colouring);
    text += ",\n \"rows\": [\n";
    for (std::size_t i = 0; i < rows.size(); ++i) text += rowLine(rows[i]) + (i + 1 < rows.size() ? ",\n" : "\n");
    file.write(text + " ]\n}\n");
    return file.commit() ? QString() : failed(file.errorString());
}

} // namespace mqttscope::ui
