package dev.larder.cache;

/** What becomes of fills and of those who ask for them. The names, with FILL_ before, are told. */
public enum FillEvent {
  /** A caller was sent to the origin. */
  LED,
  /** A caller was told at once that another asks. */
  FOLLOWED,
  /** A caller was kept waiting. */
  WAITED,
  /** A caller who waited was sent in the place of one that did not come back. */
  PROMOTED,
  /** The value came. */
  COMPLETED,
  /** The leader said that the origin had failed. */
  FAILED,
  /** The leader's lease ran out. */
  LOST,
  /** The key was put, deleted, invalidated or cleared meanwhile. */
  SUPERSEDED
}
