// SPDX-License-Identifier: GPL-3.0-or-later
// What a table of many rows costs in each of the views that Qt offers and in ours: the measurement that chose it.
// view_bench --benchmark_counters_tabular=true
#include "ui/models/packet_table_model.h"
#include "ui/views/packet_delegate.h"
#include "ui/views/row_table_view.h"

#include <QApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QTreeView>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace mqttscope::ui {
namespace {

constexpr int kAppended = 500;

std::shared_ptr<store::Store> storeOf(std::int64_t rows) {
    auto made = std::make_shared<store::Store>();
    made->connections.append();
    for (std::int64_t i = 0; i < rows; ++i) {
        store::Row row;
        row.time = {i * 1'000'000};
        row.connection = base::ConnectionId(0);
        row.length = 70;
        row.head = 0x30;
        made->rows.append(row);
    }
    made->publish(0);
    return made;
}

double residentMegabytes() {
    std::size_t total = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::unique_ptr<QAbstractItemView> make(const std::string& kind) {
    if (kind == "rows") return std::make_unique<RowTableView>();
    if (kind == "tree") {
        auto tree = std::make_unique<QTreeView>();
        tree->setUniformRowHeights(true);
        tree->setRootIsDecorated(false);
        return tree;
    }
    auto table = std::make_unique<QTableView>();
    table->verticalHeader()->hide();
    if (kind == "fixed") {
        table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        table->verticalHeader()->setDefaultSectionSize(22);
    }
    return table;
}

/// A shown view on a full model.
struct Shown {
    Shown(const std::string& kind, std::int64_t rows)
        : store(storeOf(rows))
        , view(make(kind)) {
        model.show({.packet = [](const store::Snapshot& snapshot, base::RowId row) {
            engine::PacketBytes packet;
            packet.row = snapshot.row(row);
            return packet;
        }});
        model.adopt(store::Snapshot(store));
        before = residentMegabytes();
        view->setItemDelegate(&delegate);
        view->setModel(&model);
        view->resize(1200, 600);
        view->show();
        QApplication::processEvents();
        view->grab();
        memory = residentMegabytes() - before;
    }

    std::shared_ptr<store::Store> store;
    PacketTableModel model;
    PacketDelegate delegate;
    double before = 0;
    double memory = 0;
    std::unique_ptr<QAbstractItemView> view;
};

void open(benchmark::State& state, const std::string& kind) {
    double memory = 0;
    for ([[maybe_unused]] auto _ : state) {
        state.PauseTiming();
        auto shown = std::make_unique<Shown>(kind, state.range(0));
        memory = shown->memory;
        shown->view->setModel(nullptr);
        state.ResumeTiming();
        shown->view->setModel(&shown->model);
        shown->view->grab();
        state.PauseTiming();
        shown.reset(); // the store of so many rows is not the view's
        state.ResumeTiming();
    }
    state.counters["view_MB"] = memory;
}

void append(benchmark::State& state, const std::string& kind) {
    Shown shown(kind, state.range(0));
    store::Row row;
    row.connection = base::ConnectionId(0);
    for ([[maybe_unused]] auto _ : state) {
        for (int i = 0; i < kAppended; ++i) shown.store->rows.append(row);
        shown.store->publish(0);
        shown.model.adopt(store::Snapshot(shown.store));
        QApplication::processEvents();
        shown.view->viewport()->repaint();
    }
}

void scroll(benchmark::State& state, const std::string& kind) {
    Shown shown(kind, state.range(0));
    std::uint32_t place = 1;
    for ([[maybe_unused]] auto _ : state) {
        place = place * 1'664'525U + 1'013'904'223U; // anywhere, the same in every run
        auto* bar = shown.view->verticalScrollBar();
        bar->setValue(static_cast<int>(static_cast<std::int64_t>(place) * bar->maximum() / 0xFFFF'FFFF));
        shown.view->viewport()->repaint();
    }
}

} // namespace
} // namespace mqttscope::ui

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    using namespace mqttscope::ui;
    for (const std::string kind : {"rows", "fixed", "default", "tree"}) {
        for (const auto rows : {1'000'000, 10'000'000}) {
            const auto add = [&](const char* what, void (*run)(benchmark::State&, const std::string&)) {
                benchmark::RegisterBenchmark((std::string(what) + "/" + kind).c_str(), run, kind)
                    ->Arg(rows)
                    ->Unit(benchmark::kMillisecond)
                    ->Iterations(what == std::string_view("open") ? 3 : 10);
            };
            add("open", open);
            add("append", append);
            add("scroll", scroll);
        }
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
