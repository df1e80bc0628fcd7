package dev.larder.client;

/**
 * Asks the origin for an object, and may block. The blocking face calls it in the thread that
 * asked, the asynchronous one on the client's loader executor.
 */
@FunctionalInterface
public interface Loader<T> {
  /**
   * Asks the origin.
   *
   * @param key the object
   * @return the value, or that there is none
   * @throws Exception when the origin could not be asked; everyone who waits gets it, and nothing
   *     is cached
   */
  Loaded<T> load(Key key) throws Exception;
}
