package dev.larder.client;

/** How a batch of puts fails. Either way it is one transaction. */
public enum BatchMode {
  /** A bad item loses no other. */
  PER_ITEM,

  /** All or none: when one fails it carries its own error, and the others {@code BATCH_ABORTED}. */
  ATOMIC
}
