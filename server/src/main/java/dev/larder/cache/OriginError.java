package dev.larder.cache;

/**
 * Why the origin could not be asked, in the words of the leader who tried.
 *
 * @param code of google.rpc.Code; handed on as it came
 */
public record OriginError(int code, String message) {}
