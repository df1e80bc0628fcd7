package dev.larder.benchmarks.ycsb;

import java.util.List;
import java.util.Map;

/**
 * One of YCSB's core workloads, as its own property files have them.
 *
 * @param name A to F
 * @param what it does
 * @param proportions of the operations, by YCSB's names
 * @param distributions of the keys that are asked for, by YCSB's names
 */
public record YcsbWorkload(
    String name, String what, Map<String, String> proportions, List<String> distributions) {
  private static final List<String> UNIFORM_AND_ZIPFIAN = List.of("uniform", "zipfian");

  /** Half reads, half updates. */
  public static final YcsbWorkload A =
      of("A", "50% read, 50% update", Map.of("read", "0.5", "update", "0.5"));

  /** Mostly reads. */
  public static final YcsbWorkload B =
      of("B", "95% read, 5% update", Map.of("read", "0.95", "update", "0.05"));

  /** Reads alone. */
  public static final YcsbWorkload C = of("C", "100% read", Map.of("read", "1", "update", "0"));

  /** Reads of what was inserted last; another distribution would make another workload of it. */
  public static final YcsbWorkload D =
      new YcsbWorkload(
          "D",
          "95% read, 5% insert",
          Map.of("read", "0.95", "update", "0", "insert", "0.05"),
          List.of("latest"));

  /** Short scans. */
  public static final YcsbWorkload E =
      of(
          "E",
          "95% scan, 5% insert",
          Map.of("read", "0", "update", "0", "scan", "0.95", "insert", "0.05"));

  /** Half reads, half reads followed by a write of the same record. */
  public static final YcsbWorkload F =
      of(
          "F",
          "50% read, 50% read-modify-write",
          Map.of("read", "0.5", "update", "0", "readmodifywrite", "0.5"));

  private static YcsbWorkload of(String name, String what, Map<String, String> proportions) {
    return new YcsbWorkload(name, what, proportions, UNIFORM_AND_ZIPFIAN);
  }
}
