// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/saved_filter.h"

#include <QToolBar>

namespace mqttscope::ui {

/// The filters that the user gave names, as buttons below the filter bar; not there while there are none. A button's
/// menu renames, moves and removes it.
class FilterButtons : public QToolBar {
    Q_OBJECT

public:
    explicit FilterButtons(QWidget* parent = nullptr);

    void setFilters(const SavedFilters& filters);

    [[nodiscard]] const SavedFilters& filters() const { return m_filters; }

signals:
    /// A button was pressed.
    void chosen(const QString& text);
    /// The user renamed, moved or removed one.
    void changed(const mqttscope::ui::SavedFilters& filters);

private:
    void showMenu(qsizetype index, const QPoint& at);
    void rename(qsizetype index);
    void change(const SavedFilters& filters);

    SavedFilters m_filters;
};

} // namespace mqttscope::ui
