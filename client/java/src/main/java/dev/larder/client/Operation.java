package dev.larder.client;

import io.grpc.MethodDescriptor;
import java.util.function.Function;

/**
 * One call, ready to be made by either face.
 *
 * @param method the RPC
 * @param request what is sent
 * @param decode turns the response into the answer; what it throws is the call's failure
 * @param readOnly true when the call changes nothing, so that it may be sent again although its
 *     answer may only have been lost; the service config names these methods
 */
record Operation<Q, R, T>(
    MethodDescriptor<Q, R> method, Q request, Function<R, T> decode, boolean readOnly) {}
