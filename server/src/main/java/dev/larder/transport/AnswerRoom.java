package dev.larder.transport;

import io.grpc.Context;

/**
 * Whether a caller may be sent one more large answer: callers who do not read cannot pile them up.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
interface AnswerRoom {
  /** Of the call that is served. */
  Context.Key<AnswerRoom> OF_CALL = Context.keyWithDefault("answer-room", () -> {});

  /**
   * That of the call which this thread serves, to be asked on any thread; one without end where it
   * serves none.
   */
  static AnswerRoom ofCaller() {
    return OF_CALL.get();
  }

  /**
   * To be called before the answer is made.
   *
   * @throws dev.larder.model.CacheException OVERLOADED when there is none
   */
  void require();
}
