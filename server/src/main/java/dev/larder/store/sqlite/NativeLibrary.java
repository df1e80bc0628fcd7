package dev.larder.store.sqlite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which the driver unpacks into the directory for temporary files and loads from
 * there: a third of what opening the store costs.
 */
final class NativeLibrary {
  private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

  private NativeLibrary() {}

  /**
   * Begins to load it, on a thread of its own, while the caller does something else. The first
   * connection waits for it, or tries again and reports what is wrong.
   */
  static void loadAhead() {
    Thread thread = new Thread(NativeLibrary::load, "sqlite-library");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      log.debug("SQLite's library could not be loaded ahead", e);
    }
  }
}
