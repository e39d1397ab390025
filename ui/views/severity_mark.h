// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_table_model.h"
#include "ui/views/theme.h"

#include <QColor>
#include <QFont>
#include <QRectF>

class QPainter;

namespace mqttscope::ui {

/// Paints the sign of what is wrong with a row. Each kind has a shape of its own, because colour alone is no sign:
/// errors are round, warnings triangles, what is worth knowing a ring. `ink` in place of the kind's colour if it is
/// valid.
void paintSeverity(QPainter* painter, QRectF box, RowMark mark, const QColor& ink, const QColor& ground,
                   const Theme& theme, const QFont& font);

} // namespace mqttscope::ui
