// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/colouring_rule.h"
#include "ui/views/filter_edit.h"

#include <QDialog>
#include <QIcon>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace mqttscope::ui {

/// "Red", for people.
[[nodiscard]] QString tintText(Tint tint);
/// A square of it.
[[nodiscard]] QIcon tintIcon(Tint tint, const QPalette& palette);

/// Edits the colouring rules: a list, and below it the one that is chosen.
class ColouringDialog : public QDialog {
    Q_OBJECT

public:
    explicit ColouringDialog(ColouringRules rules, QWidget* parent = nullptr);

    /// Where suggestions for filters come from.
    void setCompletion(std::function<Completion(const QString&, int)> completion);

    void accept() override;

signals:
    /// The dialog was accepted.
    void chosen(const mqttscope::ui::ColouringRules& rules);

private:
    QWidget* makeList();
    QWidget* makeForm();
    QPushButton* addButton(const QString& name, const QString& text);
    void fillList(qsizetype current);
    void showRule();
    void takeRule();
    void showLine(qsizetype row);
    void showState();
    void add();
    void move(int by);
    [[nodiscard]] qsizetype current() const;

    ColouringRules m_rules;
    bool m_filling = false;
    QListWidget* m_list;
    QWidget* m_form = nullptr;
    QLineEdit* m_name;
    FilterEdit* m_filter;
    QComboBox* m_tint;
    QCheckBox* m_everywhere;
    QLabel* m_wrong;
    QPushButton* m_remove = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
};

} // namespace mqttscope::ui
