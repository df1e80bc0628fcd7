package dev.larder.client;

/** How a read wants its payload. */
public enum PayloadView {
  /** In the form in which it was put. */
  STORED,

  /**
   * JSON as a structured value where that is exact, else as it was put. Typed reads have no use for
   * it.
   */
  VALUE,

  /** Not at all: the metadata alone. */
  NONE
}
