package dev.larder.client;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Times as Java and as the wire write them. */
final class WireTime {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private WireTime() {}

  static Duration duration(com.google.protobuf.Duration wire) {
    return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
  }

  // Java keeps the nanoseconds positive, the wire gives both parts the same sign.
  static com.google.protobuf.Duration duration(Duration duration) {
    boolean borrowed = duration.getSeconds() < 0 && duration.getNano() > 0;
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds() + (borrowed ? 1 : 0))
        .setNanos(duration.getNano() - (borrowed ? NANOS_PER_SECOND : 0))
        .build();
  }

  static Instant instant(Timestamp wire) {
    return Instant.ofEpochSecond(wire.getSeconds(), wire.getNanos());
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
