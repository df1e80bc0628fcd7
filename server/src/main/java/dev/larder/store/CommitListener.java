package dev.larder.store;

/**
 * Learns of every commit, before any caller whose write is in it is answered: this is how a cache
 * above stays coherent.
 */
@FunctionalInterface
public interface CommitListener {
  /**
   * Called on the writer thread, in commit order. Must be quick, must not block and must not throw.
   */
  void committed(Commit commit);
}
