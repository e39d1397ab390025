// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/row_find.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace mqttscope::ui {

class FilterEdit;

/// Where one writes what to find: text, bytes in hex, a regular expression or a display filter, in the list, the
/// details or the bytes. Enter finds the next, Shift+Enter the previous, Escape closes it.
class FindBar : public QWidget {
    Q_OBJECT

public:
    /// In the order of the choices.
    enum class By : std::uint8_t { Text, Hex, Expression, Filter };

    explicit FindBar(QWidget* parent = nullptr);

    [[nodiscard]] FilterEdit* edit() const { return m_edit; }

    /// Shown and ready to be typed into.
    void open();

    void setBy(By by);
    void setIn(FindIn in);

    /// What is written; none if that is nothing or wrong, which the bar tells.
    [[nodiscard]] std::optional<Sought> sought() const;

    /// How the search went, or goes.
    void setResult(const QString& text);

signals:
    /// The next (1) or the previous (-1) is wanted.
    void wanted(int step);
    /// What is looked for is another one: a search for the one before is of no use.
    void changed();
    /// It was closed: the rows should have the keyboard.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void compose();
    QToolButton* addButton(const QString& name, const QString& icon, const QString& text);
    void read();
    void leave();
    [[nodiscard]] By by() const;

    FilterEdit* m_edit;
    QComboBox* m_by;
    QComboBox* m_in;
    QToolButton* m_case;
    QLabel* m_result;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
    std::optional<Sought> m_sought;
};

} // namespace mqttscope::ui
