// The listening room: answers that are saved at once, the list or the stage, swiping, keys, wishes.
import { startFold } from "./room/fold.js";
import { startKeeping } from "./room/keep.js";
import { startKeys } from "./room/keys.js";
import { startMap } from "./room/map.js";
import { startSaving } from "./room/saving.js";
import { startStage } from "./room/stage.js";
import { startSwaps } from "./room/swaps.js";
import { startSwipes } from "./room/swipe.js";
import { startVerdicts } from "./room/verdicts.js";
import { startVotes } from "./room/votes.js";
import { startWishes } from "./room/wishes.js";

startSwaps();
startKeeping();
startVerdicts();
startStage();
startSwipes();
startFold();
startKeys();
startWishes();
startMap();
startVotes();
startSaving();
