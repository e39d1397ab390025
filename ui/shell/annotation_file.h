// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/colouring_rule.h"
#include "ui/models/row_key.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace mqttscope::ui {

/// What was said about one row, as it is kept.
struct StoredRow {
    RowKey key{};
    bool marked = false;
    bool ignored = false;
    bool reference = false;
    QString note{};

    [[nodiscard]] bool operator==(const StoredRow&) const = default;
};

/// What a side file held.
struct ReadAnnotations {
    std::vector<StoredRow> rows{}; ///< ascending by their old row numbers
    ColouringRules colouring{};    ///< of this capture alone
    QString problem{};             ///< what a person should know about the file; empty: nothing
    bool mayWrite = true;          ///< false: it holds what this version cannot keep
};

/// The side file of a capture: it lies beside the settings and is named by the first bytes of the capture's files, so
/// it is found after they were moved or renamed. Empty where a capture is no file that can be read twice.
[[nodiscard]] QString annotationPath(const QStringList& capture);

/// No file is no problem. One that is broken is set aside under another name, and what is whole in it is taken.
[[nodiscard]] ReadAnnotations readAnnotations(const QString& path);

/// Writes all or nothing; where nothing was said, there is no file then. `capture` is for people who look into the
/// file. Returns why it failed, or nothing.
[[nodiscard]] QString writeAnnotations(const QString& path, const QString& capture, const std::vector<StoredRow>& rows,
                                       const ColouringRules& colouring = {});

} // namespace mqttscope::ui
