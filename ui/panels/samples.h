// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace mqttscope::ui {

/// A capture that comes with the program.
struct Sample {
    QString path;
    QString title;
    QString lesson; ///< what there is to see in it
};

/// The samples that are there, in the order to look at them: those installed with the program, or those of the source
/// tree that it was built from.
[[nodiscard]] std::vector<Sample> bundledSamples();

} // namespace mqttscope::ui
