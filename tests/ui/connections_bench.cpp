// SPDX-License-Identifier: GPL-3.0-or-later
// The list of connections, sorted and searched: Qt's proxy on the window's thread against an order of our own, made on
// a worker. What the window's thread does in the second case is BM_TakeOrder.
#include "tests/ui/growing_store.h"
#include "ui/models/connections_model.h"

#include <QSortFilterProxyModel>

#include <benchmark/benchmark.h>

#include <map>

namespace mqttscope::ui {
namespace {

const store::Snapshot& connections(std::int64_t count) {
    static std::map<std::int64_t, store::Snapshot> made; // one for each count, for all benchmarks
    auto& snapshot = made[count];
    if (snapshot.connections() == 0) {
        test::GrowingStore store;
        for (std::int64_t i = 0; i < count; ++i) {
            const auto connection = store.connection("device-" + std::to_string(i * 7919 % count),
                                                     static_cast<std::uint16_t>(10'000 + i % 50'000));
            for (std::int64_t row = 0; row < 1 + i % 3; ++row) store.row(connection);
        }
        snapshot = store.publish();
    }
    return snapshot;
}

ConnectionsModel* modelOf(std::int64_t count, QObject& parent) {
    auto* model = new ConnectionsModel(&parent);
    model->adopt(connections(count));
    return model;
}

void BM_ProxySort(benchmark::State& state) {
    QObject parent;
    for (auto _ : state) {
        QSortFilterProxyModel proxy;
        proxy.setSourceModel(modelOf(state.range(0), parent));
        proxy.sort(ConnectionsModel::Client);
        benchmark::DoNotOptimize(proxy.rowCount());
    }
}

void BM_ProxySearch(benchmark::State& state) {
    QObject parent;
    for (auto _ : state) {
        QSortFilterProxyModel proxy;
        proxy.setFilterKeyColumn(-1);
        proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
        proxy.setSourceModel(modelOf(state.range(0), parent));
        proxy.setFilterFixedString(QStringLiteral("ice-77"));
        benchmark::DoNotOptimize(proxy.rowCount());
    }
}

void BM_OwnSort(benchmark::State& state) {
    const auto& snapshot = connections(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(arrangeConnections(snapshot, {.by = ConnectionChoice::By::Client}, {}));
}

void BM_OwnSearch(benchmark::State& state) {
    const auto& snapshot = connections(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(arrangeConnections(snapshot, {.search = QStringLiteral("ice-77")}, {}));
}

void BM_TakeOrder(benchmark::State& state) {
    QObject parent;
    auto* model = modelOf(state.range(0), parent);
    const auto order = arrangeConnections(connections(state.range(0)), {.by = ConnectionChoice::By::Client}, {});
    for (auto _ : state) {
        model->setOrder(order);
        benchmark::DoNotOptimize(model->positionOf(base::ConnectionId(1)));
    }
}

BENCHMARK(BM_ProxySort)->Arg(100'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ProxySearch)->Arg(100'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_OwnSort)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_OwnSearch)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_TakeOrder)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace mqttscope::ui

BENCHMARK_MAIN();
