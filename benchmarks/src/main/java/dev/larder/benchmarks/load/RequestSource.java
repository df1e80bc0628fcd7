package dev.larder.benchmarks.load;

import com.google.protobuf.MessageLite;

/** Gives the next request of a load; called on the load's one thread. */
@FunctionalInterface
public interface RequestSource {
  /** The next message to send. */
  MessageLite next();
}
