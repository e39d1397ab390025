// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/filter.h"
#include "ui/views/filter_edit.h"

#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace mqttscope::ui {

class FilterButtons;

/// Where the display filter is typed: what is right or wrong with it shows as one types, Enter applies it, Escape
/// brings back the one that is applied.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    explicit FilterBar(QWidget* parent = nullptr);

    [[nodiscard]] FilterEdit* edit() const { return m_edit; }

    /// Filters with names, below the bar.
    [[nodiscard]] FilterButtons* buttons() const { return m_buttons; }

    /// Whether what is written is a filter.
    [[nodiscard]] bool isValid() const { return m_valid; }

    [[nodiscard]] QString text() const;
    /// Writes a filter without applying it.
    void prepare(const QString& text);
    /// Applies what is written; tells why not if it is wrong.
    void apply();
    /// Shows all rows again.
    void clear();
    /// The filter that the rows are narrowed by now; nothing for none.
    void setApplied(const QString& text);
    /// Filters that were applied before, newest first.
    void setRecent(const QStringList& filters);

signals:
    void applied(const mqttscope::filter::Filter& filter);
    void recentCleared();
    /// The bar is not needed any more: the rows should have the keyboard.
    void left();

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeButtons();
    void read();
    void showMessage();
    void useBetter();
    void restore();
    void showRecent();
    [[nodiscard]] QString messageText() const;

    FilterEdit* m_edit;
    FilterButtons* m_buttons;
    QToolButton* m_apply;
    QToolButton* m_clear;
    QToolButton* m_recentButton;
    QWidget* m_messageLine;
    QLabel* m_message;
    QToolButton* m_better;
    QTimer m_later; ///< until the message is shown: while one types, it would flicker
    QStringList m_recent;
    QString m_applied;
    filter::Filter m_filter;                      ///< what is written, if it is right
    std::optional<filter::Complaint> m_complaint; ///< what is wrong with it, or doubtful
    bool m_valid = true;
};

} // namespace mqttscope::ui
