import { pythonSuite } from "./suite.js";

pythonSuite("stress", 6);
