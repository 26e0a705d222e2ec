/** Whether a message of a service says that it is ready: one of its lines is READY=1 (sd_notify(3)). */
export const saysReady = (message: string): boolean => message.split("\n").includes("READY=1");
