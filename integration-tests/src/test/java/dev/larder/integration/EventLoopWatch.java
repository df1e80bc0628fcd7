package dev.larder.integration;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * BlockHound's watch over the event loops, with SQLite's native methods marked as blocking. Only
 * what passes through our code or the database's counts: Netty's own short waits are Netty's
 * business.
 *
 * <p>What is found is noted and goes on: to throw inside of a lock would leave it to nobody, and
 * whoever is not answered then hides why.
 */
final class EventLoopWatch {
  /** How the names of the threads begin that are watched. */
  static final String EVENT_LOOP = "larder-event-loop";

  private static final List<String> WATCHED =
      List.of("dev.larder.", "org.sqlite.", "com.zaxxer.", "org.flywaydb.");

  /** The client's callbacks and the tests may wait as they like. */
  private static final List<String> UNWATCHED =
      List.of("dev.larder.client.", "dev.larder.integration.");

  private static final List<String> ALLOCATOR =
      List.of("io.netty.buffer.", "io.netty.util.internal.");

  /** What stands above whoever waits: the JDK, BlockHound, and our own callback. */
  private static final List<String> ABOVE =
      List.of("java.", "jdk.", "sun.", "reactor.blockhound.", "dev.larder.integration.");

  private static final Map<String, String> SQLITE_NATIVE_METHODS =
      Map.of(
          "_open_utf8", "([BI)V",
          "_close", "()V",
          "_exec_utf8", "([B)I",
          "prepare_utf8", "([B)J",
          "step", "(J)I",
          "reset", "(J)I");

  private static final Queue<BlockingOperationError> found = new ConcurrentLinkedQueue<>();

  /** It cannot be taken out again, and other tests share this JVM. */
  private static volatile boolean watching = true;

  private EventLoopWatch() {}

  static void begin() {
    BlockHound.Builder builder =
        BlockHound.builder()
            .addDynamicThreadPredicate(thread -> thread.getName().startsWith(EVENT_LOOP))
            .nonBlockingThreadPredicate(
                others -> others.or(thread -> thread.getName().startsWith(EVENT_LOOP)))
            .blockingMethodCallback(
                method -> {
                  BlockingOperationError error = new BlockingOperationError(method);
                  if (watching && isWatched(error)) {
                    found.add(error);
                  }
                });
    SQLITE_NATIVE_METHODS.forEach(
        (name, descriptor) -> builder.markAsBlocking("org.sqlite.core.NativeDB", name, descriptor));
    builder.install();
  }

  /**
   * Ours is what was reached through code of ours or of the database, unless it is Netty's
   * allocator that waits: it takes a lock of its own, for an instant, below every answer that we
   * send.
   */
  private static boolean isWatched(BlockingOperationError error) {
    List<String> classes =
        Arrays.stream(error.getStackTrace()).map(StackTraceElement::getClassName).toList();
    String waiting =
        classes.stream().filter(name -> !startsWithAny(name, ABOVE)).findFirst().orElse("");
    return !startsWithAny(waiting, ALLOCATOR)
        && classes.stream()
            .anyMatch(name -> startsWithAny(name, WATCHED) && !startsWithAny(name, UNWATCHED));
  }

  static void end() {
    watching = false;
  }

  /** Forgets what was found. */
  static void clear() {
    found.clear();
  }

  /** What has blocked an event loop since, each with its stack. */
  static List<BlockingOperationError> found() {
    return List.copyOf(found);
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }
}
