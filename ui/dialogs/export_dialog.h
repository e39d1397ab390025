// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/export_wishes.h"

#include <QDialog>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace mqttscope::ui {

/// How many rows there are to choose from.
struct ExportCounts {
    quint32 all = 0;
    quint32 last = 0; ///< the number of the last row: more than there are where the first ones left
    quint32 displayed = 0;
    quint32 selected = 0;
    quint32 marked = 0;
    QString client; ///< whose connection the current row is of; empty: no row is current
};

/// Asks what to export, in which format, and where to. It asks before something is overwritten, and is accepted only
/// when the answer was yes.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `folder`: where files are offered to be written.
    ExportDialog(const ExportCounts& counts, const ExportWishes& wishes, QString folder, QWidget* parent = nullptr);

    [[nodiscard]] ExportWishes wishes() const;

    void accept() override;

private:
    void makeRows(const ExportCounts& counts, const ExportWishes& wishes);
    void makeOptions(const ExportWishes& wishes);
    void browse();
    void update();
    [[nodiscard]] const exporter::ExportFormatInfo& format() const;

    QString m_folder;
    QComboBox* m_format;
    QButtonGroup* m_rows;
    QSpinBox* m_first;
    QSpinBox* m_last;
    QCheckBox* m_events;
    QCheckBox* m_secrets;
    QCheckBox* m_userNames;
    QCheckBox* m_whole;
    QLineEdit* m_path;
    QLabel* m_hint;
    QPushButton* m_export = nullptr;
    bool m_named = false; ///< by the user: another format changes no more than the ending
    bool m_overwrite = false;
};

} // namespace mqttscope::ui
