package dev.larder.transport;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value for a field, and the reason with which it must be refused.
 *
 * @param reason null when it must be accepted
 */
record Probe(String label, Object value, @Nullable String reason) {
  private static final String KEY = "KEY_INVALID";
  private static final String POLICY = "POLICY_INVALID";
  private static final String PENGUIN = "🐧";

  static Probe ok(String label, Object value) {
    return new Probe(label, value, null);
  }

  static Probe bad(String reason, String label, Object value) {
    return new Probe(label, value, reason);
  }

  /** A name of 1 to so many bytes. */
  static List<Probe> name(int most) {
    List<Probe> probes = new ArrayList<>(text(most, KEY));
    probes.set(0, bad(KEY, "empty", ""));
    probes.add(bad(KEY, "NUL", "a\0b"));
    probes.add(bad(KEY, "NUL alone", "\0"));
    return probes;
  }

  /** A name, or nothing. */
  static List<Probe> optionalName(int most) {
    List<Probe> probes = new ArrayList<>(name(most));
    probes.set(0, ok("empty", ""));
    return probes;
  }

  /** A text of at most so many bytes. */
  static List<Probe> text(int most, String reason) {
    return List.of(
        ok("empty", ""),
        ok("one byte", "a"),
        ok("one under", "a".repeat(most - 1)),
        ok("at the limit", "a".repeat(most)),
        bad(reason, "one over", "a".repeat(most + 1)),
        ok("at the limit in 4-byte UTF-8", PENGUIN.repeat(most / 4)),
        bad(reason, "one over in 4-byte UTF-8", PENGUIN.repeat(most / 4) + "a"),
        bad(reason, "far over", "a".repeat(10 * most)));
  }

  /** A text without bounds. */
  static List<Probe> anyText() {
    return List.of(
        ok("empty", ""),
        ok("NUL", "\0"),
        ok("4-byte UTF-8", PENGUIN),
        ok("long", "a".repeat(4096)));
  }

  static List<Probe> truth() {
    return List.of(ok("false", false), ok("true", true));
  }

  static List<Probe> list(int most, String reason, java.util.function.IntFunction<?> element) {
    return List.of(
        ok("one under", elements(most - 1, element)),
        ok("at the limit", elements(most, element)),
        bad(reason, "one over", elements(most + 1, element)));
  }

  static List<?> elements(int count, java.util.function.IntFunction<?> element) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(element.apply(i));
    }
    return Collections.unmodifiableList(elements);
  }

  /** Every number from zero on, up to and without the first that is unknown; then unknown ones. */
  static List<Probe> numbers(com.google.protobuf.Descriptors.EnumDescriptor type, int... refused) {
    List<Probe> probes = new ArrayList<>();
    for (var known : type.getValues()) {
      boolean bad = Arrays.stream(refused).anyMatch(number -> number == known.getNumber());
      probes.add(new Probe(known.getName(), known, bad ? POLICY : null));
    }
    for (int unknown : new int[] {-1, type.getValues().size() + 50, Integer.MAX_VALUE}) {
      probes.add(
          bad(POLICY, "unknown " + unknown, type.findValueByNumberCreatingIfUnknown(unknown)));
    }
    return probes;
  }

  static List<Probe> notNegative() {
    return List.of(
        ok("zero", duration(0, 0)),
        ok("one nanosecond", duration(0, 1)),
        ok("the longest there is", duration(315_576_000_000L, 0)),
        bad(POLICY, "minus one nanosecond", duration(0, -1)),
        bad(POLICY, "minus one second", duration(-1, 0)),
        bad(POLICY, "the most negative", duration(Long.MIN_VALUE, 0)),
        bad(POLICY, "longer than there is", duration(315_576_000_001L, 0)),
        bad(POLICY, "absurd", duration(Long.MAX_VALUE, 0)),
        bad(POLICY, "a second of nanoseconds", duration(0, 1_000_000_000)),
        bad(POLICY, "two signs", duration(1, -1)));
  }

  static List<Probe> lifetime() {
    long longest = java.time.Duration.ofDays(3650).toSeconds();
    return List.of(
        ok("zero", duration(0, 0)),
        ok("one under", duration(longest - 1, 999_999_999)),
        ok("at the limit", duration(longest, 0)),
        bad(POLICY, "one over", duration(longest, 1)),
        bad(POLICY, "minus one nanosecond", duration(0, -1)),
        bad(POLICY, "minus one second", duration(-1, 0)),
        bad(POLICY, "absurd", duration(Long.MAX_VALUE, Integer.MAX_VALUE)));
  }

  static List<Probe> fetchTime() {
    return List.of(
        ok("1970", time(0, 0)),
        ok("the last nanosecond of a second", time(1, 999_999_999)),
        ok("the end of the year 9999", time(253_402_300_799L, 999_999_999)),
        bad(POLICY, "one nanosecond before 1970", time(-1, 999_999_999)),
        bad(POLICY, "the year 1", time(-62_135_596_800L, 0)),
        bad(POLICY, "the year 10000", time(253_402_300_800L, 0)),
        bad(POLICY, "absurd", time(Long.MAX_VALUE, 0)),
        bad(POLICY, "a second of nanoseconds", time(0, 1_000_000_000)),
        bad(POLICY, "minus one nanosecond", time(0, -1)));
  }

  static List<Probe> pageSize() {
    return List.of(
        ok("zero", 0),
        ok("one", 1),
        ok("one under", 999),
        ok("at the limit", 1000),
        bad(POLICY, "one over", 1001),
        bad(POLICY, "minus one", -1),
        bad(POLICY, "the least there is", Integer.MIN_VALUE));
  }

  static List<Probe> count() {
    return List.of(
        ok("zero", 0L),
        ok("the most there is", Long.MAX_VALUE),
        bad(POLICY, "minus one", -1L),
        bad(POLICY, "the least there is", Long.MIN_VALUE));
  }

  static List<Probe> pageToken() {
    String invalid = "PAGE_TOKEN_INVALID";
    return List.of(
        ok("empty", ""),
        bad(invalid, "not Base64", "%%%"),
        bad(invalid, "too short", "AAAA"),
        bad(invalid, "made up", "A".repeat(64)),
        bad(invalid, "long", "A".repeat(100_000)),
        bad(invalid, "4-byte UTF-8", PENGUIN));
  }

  private static Duration duration(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static Timestamp time(long seconds, int nanos) {
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
