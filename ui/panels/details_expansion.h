// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QModelIndex>
#include <QObject>
#include <QStringList>

class QTreeView;

namespace mqttscope::ui {

class DetailsModel;

/// Which lines of the details are open: as the user left the same field of other packets, by the path of its keys.
class DetailsExpansion : public QObject {
    Q_OBJECT

public:
    DetailsExpansion(DetailsModel* model, QTreeView* view);

    /// Opens and closes the lines of a packet that is new in the view.
    void apply();
    /// A line and all below it. In a packet with very many fields, the first ones.
    void setSubtree(const QModelIndex& index, bool open);
    void setAll(bool open);

    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);

private:
    void applyBelow(const QModelIndex& parent);
    /// How many lines it was done to; stops at `most`.
    int setBelow(const QModelIndex& index, bool open, int most);
    void remember(const QModelIndex& index, bool open);
    [[nodiscard]] bool isOpenAtFirst(const QModelIndex& index) const;

    DetailsModel* m_model;
    QTreeView* m_view;
    QHash<QString, bool> m_chosen; ///< by path, where it is not as at first
    bool m_applying = false;
};

} // namespace mqttscope::ui
