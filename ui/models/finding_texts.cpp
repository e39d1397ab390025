// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/finding_texts.h"

#include "core/session/rules.h"
#include "ui/models/text.h"

#include <QStringList>

namespace mqttscope::ui {

QString ruleText(const store::Snapshot& snapshot, const store::Finding& finding) {
    const auto row = snapshot.row(finding.row);
    const auto version = row.connection.valid()
                             ? snapshot.connection(row.connection).version.load(std::memory_order_acquire).version
                             : mqtt::Version::Unknown;
    const auto& rule = session::ruleOf(finding.rule);
    const auto number = session::ruleNumber(finding, row, version);
    // Where the version is not known, any of its numbers tells more than none.
    return toText(!number.empty() ? number : !rule.id311.empty() ? rule.id311 : rule.id5);
}

QString findingText(const store::Snapshot& snapshot, const store::Finding& finding) {
    return QStringLiteral("%1: %2").arg(ruleText(snapshot, finding), toText(session::findingText(finding)));
}

QString findingTexts(const store::Snapshot& snapshot, base::RowId row) {
    QStringList lines;
    for (auto id = snapshot.latestFinding(row); id.valid(); id = snapshot.finding(id).previous)
        lines.prepend(findingText(snapshot, snapshot.finding(id)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace mqttscope::ui
