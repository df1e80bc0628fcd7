package dev.larder.cli;

import dev.larder.client.Statistics;

/** Figures and when they were taken, by {@code System.nanoTime}. */
record StatisticsSample(Statistics statistics, long nanoTime) {}
