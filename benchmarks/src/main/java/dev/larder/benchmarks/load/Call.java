package dev.larder.benchmarks.load;

import com.google.protobuf.ByteString;

/**
 * What is called over and over.
 *
 * @param path of the method: {@code /package.Service/Method}
 * @param requests the messages, one after the other
 * @param expectedStart the bytes with which every response message has to begin, so that a wrong
 *     answer is not taken for a fast one; empty: any
 */
public record Call(String path, RequestSource requests, ByteString expectedStart) {}
