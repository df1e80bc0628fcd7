package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.util.List;

/**
 * The threads of the transport.
 *
 * @param eventLoops that read and write the connections
 * @param payloadThreads that convert large payloads
 * @param payloadQueue how many large messages may wait for them
 * @param payloadQueueBytes how many bytes of them
 */
public record ThreadConfig(
    int eventLoops, int payloadThreads, int payloadQueue, long payloadQueueBytes) {
  private static final String GROUP = "Threads";

  static final Setting<Integer> EVENT_LOOPS =
      SettingTypes.integer(
          "event-loops",
          GROUP,
          "Threads that read and write the connections; 0: one a processor, at most 8.",
          0,
          0,
          256);
  static final Setting<Integer> PAYLOAD_THREADS =
      SettingTypes.integer(
          "payload-threads",
          GROUP,
          "Threads that check and convert payloads over 32 KB; 0: half as many as there are"
              + " processors, at least 1 and at most 4.",
          0,
          0,
          256);
  static final Setting<Integer> PAYLOAD_QUEUE =
      SettingTypes.integer(
          "payload-queue",
          GROUP,
          "How many messages with large payloads may wait for them; one more is answered OVERLOADED.",
          256,
          1,
          1_000_000);
  static final Setting<Long> PAYLOAD_QUEUE_BYTES =
      SettingTypes.bytes(
          "payload-queue-bytes",
          GROUP,
          "How many bytes of such messages may wait, at least one message always; more are answered"
              + " OVERLOADED.",
          "128MB",
          1 << 20,
          1L << 40);

  static final List<Setting<?>> SETTINGS =
      List.of(EVENT_LOOPS, PAYLOAD_THREADS, PAYLOAD_QUEUE, PAYLOAD_QUEUE_BYTES);

  static ThreadConfig from(SettingValues values) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ThreadConfig(
        orElse(values.get(EVENT_LOOPS), Math.min(processors, 8)),
        orElse(values.get(PAYLOAD_THREADS), Math.max(1, Math.min(processors / 2, 4))),
        values.get(PAYLOAD_QUEUE),
        values.get(PAYLOAD_QUEUE_BYTES));
  }

  private static int orElse(int chosen, int automatic) {
    return chosen == 0 ? automatic : chosen;
  }
}
