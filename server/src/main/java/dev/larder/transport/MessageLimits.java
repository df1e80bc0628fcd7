package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.util.List;

/**
 * How large requests and answers may be; GetCapabilities tells clients.
 *
 * @param maxPayloadBytes the largest payload
 * @param maxMessageBytes the largest request and answer; at least {@link #HEADROOM} more than a
 *     payload
 * @param maxBatchItems the most items of a batch
 */
public record MessageLimits(int maxPayloadBytes, int maxMessageBytes, int maxBatchItems) {
  private static final String GROUP = "Limits";

  /**
   * More than a key, 64 index terms, 64 tags and all the rest of an entry can take, so that every
   * payload can be sent and read.
   */
  static final int HEADROOM = 256 << 10;

  /** More than a page token takes: the digest and the longest id, in Base64. */
  private static final int TOKEN_BYTES = 1 << 10;

  static final Setting<Long> MAX_PAYLOAD_BYTES =
      SettingTypes.bytes(
          "max-payload-bytes",
          GROUP,
          "The largest payload; a larger one is refused with VALUE_TOO_LARGE.",
          "2MB",
          1 << 10,
          1 << 30);
  static final Setting<Long> MAX_MESSAGE_BYTES =
      SettingTypes.bytes(
          "max-message-bytes",
          GROUP,
          "The largest request and answer; at least 256 KB more than max-payload-bytes. The default is"
              + " what gRPC clients accept unless they are told otherwise.",
          "4MB",
          512 << 10,
          2047L << 20);
  static final Setting<Integer> MAX_BATCH_ITEMS =
      SettingTypes.integer("max-batch-items", GROUP, "The most items of a batch.", 1000, 1, 5000);

  static final List<Setting<?>> SETTINGS =
      List.of(MAX_PAYLOAD_BYTES, MAX_MESSAGE_BYTES, MAX_BATCH_ITEMS);

  public MessageLimits {
    if (maxMessageBytes - maxPayloadBytes < HEADROOM) {
      throw new IllegalArgumentException(
          "max-message-bytes: expected at least 256 KB more than max-payload-bytes, that is "
              + ((long) maxPayloadBytes + HEADROOM));
    }
  }

  /** How much the items of a page may take, so that the token fits into the message too. */
  int maxPageBytes() {
    return maxMessageBytes - TOKEN_BYTES;
  }

  /**
   * The same of a page of a collection, beside whose token stand the collection's state and the
   * origin's error.
   */
  int maxCollectionPageBytes() {
    return maxMessageBytes - 8 * TOKEN_BYTES;
  }

  static MessageLimits from(SettingValues values) {
    return new MessageLimits(
        Math.toIntExact(values.get(MAX_PAYLOAD_BYTES)),
        Math.toIntExact(values.get(MAX_MESSAGE_BYTES)),
        values.get(MAX_BATCH_ITEMS));
  }
}
