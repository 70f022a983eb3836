// The listening room: verdicts, the list or the stage, and swiping on the stage.
import { startStage } from "./room/stage.js";
import { startSwipes } from "./room/swipe.js";
import { startVerdicts } from "./room/verdicts.js";

startVerdicts();
startStage();
startSwipes();
