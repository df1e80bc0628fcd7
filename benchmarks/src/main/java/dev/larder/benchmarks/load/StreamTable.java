package dev.larder.benchmarks.load;

/**
 * When the streams in flight began and what their answers looked like so far, by stream number. A
 * ring: a connection never has nearly as many streams in flight as the ring has places.
 */
final class StreamTable {
  private static final int PLACES = 1 << 16;
  private static final byte NO_DATA = 0;
  private static final byte GOOD = 1;
  private static final byte BAD = 2;

  private final long[] startedAt = new long[PLACES];
  private final int[] streams = new int[PLACES];
  private final byte[] data = new byte[PLACES];

  private static int place(int stream) {
    return stream >>> 1 & PLACES - 1;
  }

  void put(int stream, long at) {
    int place = place(stream);
    if (streams[place] != 0) {
      throw new IllegalStateException("stream " + streams[place] + " was never answered");
    }
    streams[place] = stream;
    startedAt[place] = at;
    data[place] = NO_DATA;
  }

  boolean isFirstData(int stream) {
    return data[require(stream)] == NO_DATA;
  }

  void sawData(int stream, boolean asExpected) {
    data[require(stream)] = asExpected ? GOOD : BAD;
  }

  boolean isGood(int stream) {
    return data[require(stream)] == GOOD;
  }

  /** Forgets a stream and answers when it began. */
  long remove(int stream) {
    int place = require(stream);
    streams[place] = 0;
    return startedAt[place];
  }

  private int require(int stream) {
    int place = place(stream);
    if (streams[place] != stream) {
      throw new IllegalStateException("stream " + stream + " is not in flight");
    }
    return place;
  }
}
